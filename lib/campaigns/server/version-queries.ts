import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import type { ParsedCampaign } from "../campaign-input";
import { changedFields } from "../edit";
import type { Version, VersionDiff, Wording } from "../version-view";
import { noSuchCampaign } from "./change-campaign";

/** Versions shown at once; older ones stand in the audit. */
const MOST = 50;

type Changed = Version["changed"];

function changesBetween(before: ParsedCampaign, after: ParsedCampaign): Changed {
  return changedFields(before, after).map((field) => ({
    field,
    before: before[field] ?? null,
    after: after[field] ?? null,
  }));
}

/** The wordings that a campaign had as wholes, the newest first. `not_found`. */
export async function listWordings(
  actor: Actor,
  key: string,
  most: number = MOST,
): Promise<Result<{ data: Wording[] }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const campaign = await db().campaign.findUnique({ where: { key: key.slice(0, 60) }, select: { id: true } });
  if (!campaign) return noSuchCampaign(key);
  const rows = await db().campaignVersion.findMany({
    where: { campaignId: campaign.id },
    orderBy: { revision: "desc" },
    take: most,
  });
  return ok({
    data: rows.map(({ revision, act, byName, at, input }) => ({
      revision,
      act: act as Wording["act"],
      by: byName,
      at: at.toISOString(),
      input: input as ParsedCampaign,
    })),
  });
}

/** The wordings that a campaign had, the newest first, each with what it changed. `not_found`. */
export async function listVersions(actor: Actor, key: string): Promise<Result<{ data: Version[] }>> {
  const found = await listWordings(actor, key, MOST + 1);
  if (!found.ok) return found;
  const wordings = found.value.data;
  const data = wordings.slice(0, MOST).map(({ input, ...version }, nth): Version => {
    const before = wordings[nth + 1]?.input;
    return { ...version, changed: before ? changesBetween(before, input) : [] };
  });
  return ok({ data });
}

/** What differs between two wordings of a campaign, by their revisions. `not_found` for one that there never was. */
export async function compareVersions(
  actor: Actor,
  key: string,
  { from, to }: { from: number; to: number },
): Promise<Result<VersionDiff>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const campaign = await db().campaign.findUnique({ where: { key: key.slice(0, 60) }, select: { id: true } });
  if (!campaign) return noSuchCampaign(key);
  const rows = await db().campaignVersion.findMany({
    where: { campaignId: campaign.id, revision: { in: [from, to] } },
    select: { revision: true, input: true },
  });
  const of = (revision: number) =>
    rows.find((row) => row.revision === revision)?.input as ParsedCampaign | undefined;
  const [before, after] = [of(from), of(to)];
  if (!before || !after) {
    const missing = before ? to : from;
    return refuse(
      "not_found",
      `${key.slice(0, 60)} has no wording of revision ${missing}. List its versions.`,
    );
  }
  return ok({ from, to, changed: changesBetween(before, after) });
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
