import "server-only";
import { recordAudit } from "../../audit/server";
import { ok, type Result, refuse } from "../../kernel/result";
import { bumpVersion, takeSwitchLock, versionServed } from "../../platform/changes";
import { db, type Tx } from "../../platform/db";
import type { CampaignChange, CampaignState } from "../campaign";
import type { Campaign } from "../campaign-view";
import { type CampaignRow, toCampaign, toState } from "./campaign-row";
import { loadCampaign, saveMove, savePauseHistory } from "./campaign-store";

const patience = { maxWait: 5_000, timeout: 20_000 };

/** Only with the revision that the caller saw, when there was one. */
export type Seen = { revision?: number };

export function noSuchCampaign(key: string) {
  return refuse("not_found", `There is no campaign ${key.slice(0, 60)}.`);
}

export function conflict() {
  return refuse("edit_conflict", "Somebody changed this campaign meanwhile. Look at it again, then decide.");
}

function told(next: CampaignChange["next"]): Record<string, unknown> {
  const { status, issuance, redemption, pause } = next;
  if (!pause) return { status, issuance, redemption };
  const { reason, message, resumeAt, by } = pause;
  return { status, issuance, redemption, reason, message, resumeAt, pausedBy: by.name };
}

/**
 * One move of a campaign: exclusive switch lock → load → decide → compare-and-set → history, audit, version, and what
 * `also` adds; all or nothing. Answers after the commit, and after this process serves the new flags where it serves any.
 */
export async function changeCampaign(
  key: string,
  decide: (state: CampaignState, now: Date, row: CampaignRow) => Result<CampaignChange>,
  seen: Seen = {},
  also: (tx: Tx, row: CampaignRow) => Promise<void> = async () => {},
): Promise<Result<{ campaign: Campaign; id: string; act: CampaignChange["act"] }>> {
  let served: number | undefined;
  const outcome = await db().$transaction(
    async (tx): Promise<Result<{ row: CampaignRow; act: CampaignChange["act"] }>> => {
      await takeSwitchLock(tx);
      const loaded = await loadCampaign(tx, key);
      if (!loaded) return noSuchCampaign(key);
      const { row, pause, now } = loaded;
      if (seen.revision !== undefined && seen.revision !== row.revision) return conflict();
      const state = toState(row, pause?.resumeAtBy ?? null);
      const decided = decide(state, now, row);
      if (!decided.ok) return decided;
      const change = decided.value;
      if (change.act === "none") {
        await also(tx, row);
        return ok({ row, act: change.act });
      }
      const opensByClock = change.why === "as set" && (change.act === "resumed" || change.act === "started");
      const { version, at } = await bumpVersion(tx, { spread: opensByClock });
      const saved = await saveMove(tx, row, change, at);
      if (!saved) throw new Error("a campaign changed under the exclusive lock");
      if (state.pause || change.next.pause) await savePauseHistory(tx, loaded, change, version, at);
      await recordAudit(tx, change.by, {
        action: `campaign.${change.act}`,
        target: { kind: "campaign", id: row.key },
        before: told(state),
        after: told(change.next),
        reason: change.why,
      });
      await also(tx, saved);
      served = version;
      return ok({ row: saved, act: change.act });
    },
    patience,
  );
  if (served !== undefined) await versionServed(served);
  if (!outcome.ok) return outcome;
  const { row, act } = outcome.value;
  return ok({ campaign: toCampaign(row), id: row.id, act });
}
