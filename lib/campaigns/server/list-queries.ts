import "server-only";
import { db } from "../../platform/db";
import type { DenyAttribute, DenyEntry, ListName } from "../list-input";

/** Subjects of a list after `after`, in order; null when there is no such campaign. */
export async function findListed(
  key: string,
  list: ListName,
  after: string | undefined,
  take: number,
): Promise<string[] | null> {
  const rows = await db().campaignListEntry.findMany({
    where: { campaign: { key }, list, ...(after === undefined ? {} : { subject: { gt: after } }) },
    orderBy: { subject: "asc" },
    take,
    select: { subject: true },
  });
  if (rows.length === 0 && (await db().campaign.count({ where: { key } })) === 0) return null;
  return rows.map(({ subject }) => subject);
}

/** Who is kept out of every campaign, by attribute and value. */
export async function findDenied(
  after: { attribute: string; value: string } | undefined,
  take: number,
): Promise<DenyEntry[]> {
  const rows = await db().denyEntry.findMany({
    ...(after
      ? {
          where: {
            OR: [
              { attribute: { gt: after.attribute } },
              { attribute: after.attribute, value: { gt: after.value } },
            ],
          },
        }
      : {}),
    orderBy: [{ attribute: "asc" }, { value: "asc" }],
    take,
  });
  return rows.map(({ attribute, value, reason, addedBy, addedAt }) => ({
    attribute: attribute as DenyAttribute,
    value,
    ...(reason === null ? {} : { reason }),
    addedBy,
    addedAt: addedAt.toISOString(),
  }));
}

/** Which list keeps a subject out of a campaign; null when none does. */
export async function findListing(
  key: string,
  subject: string,
): Promise<"denied_everywhere" | "denied" | "not_on_allow_list" | null> {
  const everywhere = await db().denyEntry.findUnique({
    where: { attribute_value: { attribute: "subject", value: subject } },
    select: { value: true },
  });
  if (everywhere) return "denied_everywhere";
  const campaign = await db().campaign.findUnique({
    where: { key },
    select: {
      allowListed: true,
      listEntries: { where: { subject }, select: { list: true } },
    },
  });
  const lists = campaign?.listEntries.map(({ list }) => list) ?? [];
  if (lists.includes("deny")) return "denied";
  return campaign && campaign.allowListed > 0n && !lists.includes("allow") ? "not_on_allow_list" : null;
}
