import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize, stampOf } from "../../auth";
import type { Job } from "../../campaigns";
import { startedJob } from "../../campaigns/server";
import { ok, type Result, refuse } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import { JobFailure, type JobStep, type OpenJob } from "../../platform/job";
import { startJob } from "../../platform/job-store";
import { type CodePattern, codeSpace, isRoomy } from "../coupon-code";
import type { MakeCodesInput } from "../coupon-input";
import { campaignForCodes } from "./campaign-for-codes";
import { addCodes } from "./code-store";
import { newCode } from "./new-id";

export const MAKE_KIND = "make_codes";
/** About 50 ms under the campaign's lock: issuing of that campaign waits for it. */
const AT_ONCE = 2_500;
/** Batches in a row that found every code taken, before the pattern counts as used up. */
const MOST_IDLE = 20;

type Params = { campaignId: string; pattern: CodePattern };

/** One batch: as many as are missing, so that neither a stop nor a code that exists leaves the count short. */
export async function makeBatch(tx: Tx, job: OpenJob): Promise<JobStep> {
  const { campaignId, pattern } = job.params as Params;
  const size = Math.min(AT_ONCE, job.total - job.done);
  if (size <= 0) return { did: 0, next: "finished" };
  const codes = Array.from({ length: size }, () => newCode(pattern));
  const { added } = await addCodes(tx, campaignId, codes);
  const idle = added > 0 ? 0 : ((job.place as { idle: number } | null)?.idle ?? 0) + 1;
  if (idle >= MOST_IDLE) {
    throw new JobFailure(
      "No code of this pattern is left. Give the campaign longer codes or another prefix.",
    );
  }
  return { did: added, place: { idle }, next: job.done + added >= job.total ? "finished" : "more" };
}

function tooFew(pattern: CodePattern, count: number) {
  const detail = `are too many for this pattern: it has ${codeSpace(pattern).toLocaleString("en")} codes, and codes must be hard to guess; give the campaign a longer codeLength`;
  return refuse("invalid_request", `count: ${count.toLocaleString("en")} ${detail}.`, [
    { pointer: "#/count", detail },
  ]);
}

/**
 * Has codes made in advance, as a job. They are issued before any other. `not_found`, `code_is_shared`,
 * `invalid_transition` when the campaign is over, `invalid_request` when its pattern has too few codes.
 */
export async function makeCodes(actor: Actor, key: string, { count }: MakeCodesInput): Promise<Result<Job>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  const started = await db().$transaction(async (tx): Promise<Result<string>> => {
    const campaign = await campaignForCodes(tx, key);
    if (!campaign.ok) return campaign;
    const { id: campaignId, pattern, codes } = campaign.value;
    if (!isRoomy(pattern, codes + count)) return tooFew(pattern, count);
    const params: Params = { campaignId, pattern };
    const by = stampOf(actor);
    const id = await startJob(tx, { kind: MAKE_KIND, campaign: key, params, total: count, by });
    await recordAudit(tx, actor, {
      action: "codes.made",
      target: { kind: "campaign", id: key },
      after: { codes: count, job: id },
    });
    return ok(id);
  });
  return started.ok ? ok(await startedJob(started.value)) : started;
}
