import {
  firstParam,
  neighbours,
  readTrail,
  type SearchParams,
  type Trail,
  writeTrail,
} from "../kernel/trail";
import { type AuditAction, type AuditTarget, auditActions, auditTargetKinds } from "./event";

/** What the address of /audit says. `target` is a kind, or a kind and an id: `campaign:autumn-welcome`. */
export type AuditListUrl = Trail & {
  action?: AuditAction;
  actorId?: string;
  targetKind?: AuditTarget["kind"];
  targetId?: string;
};

/** Reads the address; what it does not know it leaves out. */
export function readAuditListUrl(params: SearchParams): AuditListUrl {
  const action = auditActions.find((one) => one === firstParam(params, "action"));
  const actorId = firstParam(params, "actor")?.slice(0, 100);
  const target = firstParam(params, "target") ?? "";
  const colon = target.indexOf(":");
  const kindName = colon < 0 ? target : target.slice(0, colon);
  const targetKind = auditTargetKinds.find((one) => one === kindName);
  const targetId = targetKind && colon >= 0 ? target.slice(colon + 1, colon + 201) : "";
  return {
    ...(action ? { action } : {}),
    ...(actorId ? { actorId } : {}),
    ...(targetKind ? { targetKind } : {}),
    ...(targetId ? { targetId } : {}),
    ...readTrail(params),
  };
}

/** The target as the address names it. */
export function toTargetParam({
  targetKind,
  targetId,
}: Pick<AuditListUrl, "targetKind" | "targetId">): string {
  if (!targetKind) return "";
  return targetId ? `${targetKind}:${targetId}` : targetKind;
}

export function toAuditListUrl({
  action,
  actorId,
  targetKind,
  targetId,
  ...trail
}: Partial<AuditListUrl>): string {
  const query = new URLSearchParams();
  const target = toTargetParam({ ...(targetKind ? { targetKind } : {}), ...(targetId ? { targetId } : {}) });
  if (action) query.set("action", action);
  if (actorId) query.set("actor", actorId);
  if (target) query.set("target", target);
  writeTrail(query, trail);
  return query.size ? `/audit?${query}` : "/audit";
}

/** The addresses of the pages beside this one; null where there is none. */
export function auditNeighbourUrls(list: AuditListUrl, nextCursor: string | null) {
  const { cursor: _, back: __, ...filter } = list;
  const { previous, next } = neighbours(list, nextCursor);
  return {
    previous: previous && toAuditListUrl({ ...filter, ...previous }),
    next: next && toAuditListUrl({ ...filter, ...next }),
  };
}
