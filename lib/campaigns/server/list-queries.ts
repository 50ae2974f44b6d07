import "server-only";
import { db } from "../../platform/db";
import type { DenyAttribute, DenyEntry, ListName } from "../list-input";

/** Subjects of a list after `after`, in order. */
export async function findListed(
  key: string,
  list: ListName,
  after: string | undefined,
  take: number,
): Promise<string[]> {
  const rows = await db().campaignListEntry.findMany({
    where: { campaign: { key }, list, ...(after === undefined ? {} : { subject: { gt: after } }) },
    orderBy: { subject: "asc" },
    take,
    select: { subject: true },
  });
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
