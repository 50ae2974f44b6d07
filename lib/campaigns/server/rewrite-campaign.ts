import "server-only";
import { recordAudit } from "../../audit/server";
import type { Actor } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { bumpVersion, takeSwitchLock, versionServed } from "../../platform/changes";
import { db, type Tx } from "../../platform/db";
import type { CampaignStatus } from "../campaign";
import { type CampaignInput, campaignInput, type ParsedCampaign } from "../campaign-input";
import type { Campaign } from "../campaign-view";
import { changedFields, decideEdit } from "../edit";
import { committedMicros } from "../serve-budget";
import {
  type CampaignRow,
  countedCoupons,
  toCampaign,
  toColumns,
  toInput,
  toServeBudget,
} from "./campaign-row";
import { CodeTaken, isZoneKnown, loadCampaign, saveEdit, saveSharedCode } from "./campaign-store";
import { conflict, noSuchCampaign } from "./change-campaign";
import { codeTaken, unknownZone } from "./create-campaign";
import { serveTerms } from "./serve-terms";
import { saveFirstVersion, saveVersion } from "./version-store";
import { wrongFields } from "./wrong-fields";

const patience = { maxWait: 5_000, timeout: 20_000 };

type Wording = (tx: Tx, current: ParsedCampaign, row: CampaignRow) => Promise<Result<CampaignInput>>;

async function rewriteWithin(
  tx: Tx,
  actor: Actor,
  key: string,
  { revision, act, wording }: { revision: number; act: "edited" | "undone"; wording: Wording },
): Promise<Result<{ campaign: Campaign; version?: number }>> {
  await takeSwitchLock(tx);
  const loaded = await loadCampaign(tx, key);
  if (!loaded) return noSuchCampaign(key);
  const { row, now } = loaded;
  if (row.revision !== revision) return conflict();
  const current = toInput(row);
  const wanted = await wording(tx, current, row);
  if (!wanted.ok) return wanted;
  const parsed = campaignInput.safeParse(wanted.value);
  if (!parsed.success) return wrongFields(parsed.error);
  const next = parsed.data;
  const terms = await serveTerms(tx, next, row);
  if (!terms.ok) return terms;
  const columns = { ...toColumns(next), ...terms.value };
  const budget = toServeBudget({ ...row, ...columns });
  const state = {
    status: row.status as CampaignStatus,
    startsAt: current.startsAt,
    issued: Number(row.issued),
    counted: countedCoupons(row),
    discountCommitted: Number(row.discountSpent + row.discountOpen),
    costCommittedMicros: budget ? committedMicros(budget) : 0n,
  };
  const decided = decideEdit(state, current, next, now);
  if (!decided.ok) return decided;
  const changed = changedFields(current, next);
  if (changed.length === 0) return ok({ campaign: toCampaign(row) });
  if (changed.includes("timeZone") && next.timeZone && !(await isZoneKnown(tx, next.timeZone))) {
    return unknownZone(next.timeZone);
  }
  await saveFirstVersion(tx, row, current);
  // before its first launch there is no flag to tell of
  const told = row.firstLiveAt ? { version: (await bumpVersion(tx)).version } : {};
  // before the campaign's own row: whose code is taken is told here
  if (changed.includes("sharedCode")) await saveSharedCode(tx, row.id, next.sharedCode ?? null);
  const saved = await saveEdit(tx, row, next, terms.value, now);
  if (!saved) throw new Error("a campaign changed under the exclusive lock");
  await saveVersion(tx, saved, next, act, actor);
  const pick = (from: ParsedCampaign) => Object.fromEntries(changed.map((field) => [field, from[field]]));
  await recordAudit(tx, actor, {
    action: `campaign.${act}`,
    target: { kind: "campaign", id: row.key },
    before: pick(current),
    after: pick(next),
  });
  return ok({ campaign: toCampaign(saved), ...told });
}

/**
 * Gives a campaign another wording, at the revision that the caller saw: exclusive switch lock → load → what is wanted →
 * decideEdit → save, version, audit; all or nothing. What changes nothing writes nothing.
 */
export async function rewriteCampaign(
  actor: Actor,
  key: string,
  change: { revision: number; act: "edited" | "undone"; wording: Wording },
): Promise<Result<Campaign>> {
  try {
    const outcome = await db().$transaction((tx) => rewriteWithin(tx, actor, key, change), patience);
    if (!outcome.ok) return outcome;
    const { campaign, version } = outcome.value;
    if (version !== undefined) await versionServed(version);
    return ok(campaign);
  } catch (error) {
    if (error instanceof CodeTaken) return codeTaken(error.message);
    throw error;
  }
}
