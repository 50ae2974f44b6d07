import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize, stampOf } from "../../auth";
import type { Job } from "../../campaigns";
import { startedJob } from "../../campaigns/server";
import { ok, type Result, refuse } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import type { JobStep, OpenJob } from "../../platform/job";
import { startJob } from "../../platform/job-store";
import { toPlainCode } from "../coupon-code";
import type { RevokeManyInput } from "../coupon-input";
import { countFitting, type RevokeConditions, revokeSome } from "./coupon-store";

export const REVOKE_KIND = "revoke_coupons";
/** Under the campaign's lock: issuing waits for it. */
const AT_ONCE = 500;
/** Coupons that others hold just now have their turn again. */
const PAUSE_ROUNDS = 200;

type Params = { campaignId: string; at: string; conditions: RevokeConditions };

/** One batch of a revocation; what was issued after it began stays. */
export async function revokeBatch(tx: Tx, job: OpenJob): Promise<JobStep> {
  const { campaignId, at, conditions } = job.params as Params;
  const { found, revoked } = await revokeSome(tx, campaignId, conditions, at, AT_ONCE);
  if (found === 0) return { did: 0, next: "finished" };
  const idle = revoked > 0 ? 0 : ((job.place as { idle: number } | null)?.idle ?? 0) + 1;
  // a checkout takes a second or two; whoever holds coupons for longer than that keeps them
  if (idle >= PAUSE_ROUNDS) return { did: revoked, next: "finished" };
  return { did: revoked, place: { idle }, next: "more" };
}

/**
 * Revokes all coupons of a campaign that fit the conditions, as a job: every condition must hold; those redeemed or
 * expired stay what they are. `not_found`, `invalid_request` for a code that cannot be one.
 */
export async function revokeCoupons(
  actor: Actor,
  key: string,
  { reason, all: _, codes, ...more }: RevokeManyInput,
): Promise<Result<Job>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  const plain: string[] = [];
  for (const [nth, code] of (codes ?? []).entries()) {
    const one = toPlainCode(code);
    if (!one) {
      const detail = "is not a code";
      return refuse("invalid_request", `codes.${nth}: ${detail}.`, [{ pointer: `#/codes/${nth}`, detail }]);
    }
    plain.push(one);
  }
  const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
  const conditions = { ...given, ...(codes ? { codes: plain } : {}) } as RevokeConditions;
  const started = await db().$transaction(async (tx) => {
    const campaign = await tx.campaign.findUnique({ where: { key }, select: { id: true, key: true } });
    if (!campaign) return null;
    const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
    const total = await countFitting(tx, campaign.id, conditions);
    const params: Params = {
      campaignId: campaign.id,
      at: (clock?.now ?? new Date()).toISOString(),
      conditions,
    };
    const id = await startJob(tx, { kind: REVOKE_KIND, campaign: key, params, total, by: stampOf(actor) });
    const { codes: named, subjects, ...shown } = conditions;
    await recordAudit(tx, actor, {
      action: "coupons.revoked",
      target: { kind: "campaign", id: key },
      after: {
        ...shown,
        ...(named ? { codes: named.length } : {}),
        ...(subjects ? { subjects: subjects.length } : {}),
        coupons: total,
        job: id,
      },
      reason: reason ?? null,
    });
    return id;
  });
  if (!started) return refuse("not_found", `There is no campaign ${key.slice(0, 60)}.`);
  return ok(await startedJob(started));
}
