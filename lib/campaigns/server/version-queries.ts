import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import type { ParsedCampaign } from "../campaign-input";
import { changedFields } from "../edit";
import type { Version } from "../version-view";
import { noSuchCampaign } from "./change-campaign";

/** Versions shown at once; older ones stand in the audit. */
const MOST = 50;

/** The wordings that a campaign had, the newest first, each with what it changed. `not_found`. */
export async function listVersions(actor: Actor, key: string): Promise<Result<{ data: Version[] }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const campaign = await db().campaign.findUnique({ where: { key: key.slice(0, 60) }, select: { id: true } });
  if (!campaign) return noSuchCampaign(key);
  const rows = await db().campaignVersion.findMany({
    where: { campaignId: campaign.id },
    orderBy: { revision: "desc" },
    take: MOST + 1,
  });
  const data = rows.slice(0, MOST).map((row, nth): Version => {
    const after = row.input as ParsedCampaign;
    const before = rows[nth + 1]?.input as ParsedCampaign | undefined;
    const changed = before ? changedFields(before, after) : [];
    return {
      revision: row.revision,
      act: row.act as Version["act"],
      by: row.byName,
      at: row.at.toISOString(),
      changed: changed.map((field) => ({
        field,
        before: before?.[field] ?? null,
        after: after[field] ?? null,
      })),
    };
  });
  return ok({ data });
}

/** The wording before the one that stands; null when there was none. */
export async function findWordingBefore(tx: Tx, campaignId: string): Promise<ParsedCampaign | null> {
  const rows = await tx.campaignVersion.findMany({
    where: { campaignId },
    orderBy: { revision: "desc" },
    skip: 1,
    take: 1,
    select: { input: true },
  });
  return rows[0] ? (rows[0].input as ParsedCampaign) : null;
}
