import { ok, type Result, refuse } from "../kernel/result";
import type { CampaignStatus } from "./campaign";
import type { CampaignInput, ParsedCampaign } from "./campaign-input";

export type EditFields = {
  [F in keyof Omit<ParsedCampaign, "key" | "limits">]?: Omit<ParsedCampaign, "key" | "limits">[F] | null;
} & { limits?: { coupons?: number | null; perSubject?: number | null; discount?: number | null } };

/** What has happened already and may not be edited away. */
export type EditedState = {
  status: CampaignStatus;
  startsAt: string | undefined;
  issued: number;
  /** Minor units: spent and still open. */
  discountCommitted: number;
};

function withoutNulls<T extends Record<string, unknown>>(fields: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  ) as Partial<T>;
}

/** The campaign with the edit laid over it (RFC 7396; `discount` as a whole), still to be checked as a whole. */
export function mergeEdit(current: ParsedCampaign, edit: EditFields): CampaignInput {
  const { limits, ...fields } = edit;
  const merged = { ...current, ...fields, limits: withoutNulls({ ...current.limits, ...limits }) };
  return withoutNulls(merged) as CampaignInput;
}

function wrong(field: string, detail: string) {
  return refuse("invalid_request", `${field}: ${detail}.`, [
    { pointer: `#/${field.replace(".", "/")}`, detail },
  ]);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

function sameDiscount(a: ParsedCampaign["discount"], b: ParsedCampaign["discount"]): boolean {
  return (["kind", "value", "currency", "maxAmount"] as const).every((field) => same(a[field], b[field]));
}

/** The fields that differ, by name. */
export function changedFields(current: ParsedCampaign, next: ParsedCampaign): (keyof ParsedCampaign)[] {
  const fields = [...new Set([...Object.keys(current), ...Object.keys(next)])] as (keyof ParsedCampaign)[];
  return fields.filter((field) => {
    if (field === "discount") return !sameDiscount(current.discount, next.discount);
    if (field === "limits") {
      return (["coupons", "perSubject", "discount"] as const).some(
        (limit) => !same(current.limits?.[limit], next.limits?.[limit]),
      );
    }
    return !same(current[field], next[field]);
  });
}

/**
 * Whether a campaign in this state may become `next`: archived ones never change, ended ones only in their words; the
 * discount stands once a coupon carries it, the start once it has come; limits never fall below what is out.
 */
export function decideEdit(
  state: EditedState,
  current: ParsedCampaign,
  next: ParsedCampaign,
  now: Date,
): Result<void> {
  const changed = changedFields(current, next);
  if (changed.length === 0) return ok(undefined);
  if (state.status === "archived")
    return refuse("invalid_transition", "This campaign is archived. Duplicate it.");
  const more = changed.filter((field) => field !== "name" && field !== "description");
  if (state.status === "ended" && more.length > 0) {
    return refuse(
      "invalid_transition",
      "This campaign has ended: its name and description may change, the rest not.",
    );
  }
  const has = (field: keyof ParsedCampaign) => changed.includes(field);
  if (has("discount") && state.issued > 0) {
    const [first = "value"] = (["kind", "value", "currency", "maxAmount"] as const).filter(
      (field) => !same(current.discount[field], next.discount[field]),
    );
    return wrong(`discount.${first}`, "may not change once a coupon is issued; duplicate the campaign");
  }
  if (has("startsAt")) {
    const begun =
      state.status === "active" ||
      (state.status === "paused" && (!state.startsAt || Date.parse(state.startsAt) <= now.getTime()));
    if (begun) return wrong("startsAt", "may not change once the campaign has started");
    if (state.status === "scheduled" && !next.startsAt)
      return wrong("startsAt", "is needed while the campaign is scheduled");
  }
  if (has("endsAt") && state.status !== "draft" && next.endsAt && Date.parse(next.endsAt) <= now.getTime()) {
    return wrong("endsAt", "must lie ahead; to stop it now, end the campaign");
  }
  const { coupons, discount } = next.limits ?? {};
  if (coupons !== undefined && coupons < state.issued) {
    return wrong("limits.coupons", `must be ${state.issued} or more: so many are issued`);
  }
  if (discount !== undefined && discount < state.discountCommitted) {
    return wrong(
      "limits.discount",
      `must be ${state.discountCommitted} or more: so much is spent or promised`,
    );
  }
  return ok(undefined);
}
