import "server-only";
import type { Tx } from "../../platform/db";
import type { DenyInput, ListName } from "../list-input";

/** Locks the campaign as issuing does, so that whoever asks meanwhile is judged by the old list or the new one. */
export async function lockCampaign(tx: Tx, key: string): Promise<{ id: string } | null> {
  if (!/^[a-z0-9-]{3,60}$/.test(key)) return null;
  const rows = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM campaign WHERE key = ${key} FOR UPDATE`;
  return rows[0] ?? null;
}

const counters = { allow: "allowListed", deny: "denyListed" } as const;

/** Puts subjects on a list; how many were not on it before. */
export async function addToList(
  tx: Tx,
  campaignId: string,
  list: ListName,
  subjects: readonly string[],
): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO campaign_list_entry (campaign_id, list, subject)
    SELECT ${campaignId}::uuid, ${list}, given FROM unnest(${[...subjects]}::text[]) AS given
    ON CONFLICT DO NOTHING`;
}

/** Writes how many are on a list now, and returns it. */
export async function countList(tx: Tx, campaignId: string, list: ListName, added: number): Promise<number> {
  const row = await tx.campaign.update({
    where: { id: campaignId },
    data: { [counters[list]]: { increment: added } },
    select: { allowListed: true, denyListed: true },
  });
  return Number(row[counters[list]]);
}

/** Takes the first `most` off a list; how many those were. The counter says how many are left. */
export async function takeOffList(tx: Tx, campaignId: string, list: ListName, most: number): Promise<number> {
  const taken = await tx.$executeRaw`
    DELETE FROM campaign_list_entry WHERE campaign_id = ${campaignId}::uuid AND list = ${list} AND subject = ANY (ARRAY(
      SELECT subject FROM campaign_list_entry WHERE campaign_id = ${campaignId}::uuid AND list = ${list}
      ORDER BY subject LIMIT ${most}))`;
  await tx.campaign.update({ where: { id: campaignId }, data: { [counters[list]]: { decrement: taken } } });
  return taken;
}

/** false when it stood there already. */
export async function saveDenied(
  tx: Tx,
  { attribute, value, reason }: DenyInput,
  by: string,
): Promise<boolean> {
  const { count } = await tx.denyEntry.createMany({
    data: [{ attribute, value, reason: reason ?? null, addedBy: by }],
    skipDuplicates: true,
  });
  return count === 1;
}

/** false when it was not there. */
export async function removeDenied(
  tx: Tx,
  { attribute, value }: Pick<DenyInput, "attribute" | "value">,
): Promise<boolean> {
  return (await tx.denyEntry.deleteMany({ where: { attribute, value } })).count === 1;
}
