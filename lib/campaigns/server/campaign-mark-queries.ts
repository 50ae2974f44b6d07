import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import type { CampaignStatus } from "../campaign";

/** When a campaign went live and when it was over. */
export type CampaignMark = {
  key: string;
  name: string;
  status: CampaignStatus;
  /** When it first became active. */
  launchedAt: string;
  endedAt: string | null;
};

const MOST = 500;

/** Campaigns that were live at any time since `from`, the first launched first. */
export async function listCampaignMarks(actor: Actor, from: Date): Promise<Result<CampaignMark[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const rows = await db().campaign.findMany({
    where: { launchedAt: { not: null }, OR: [{ endedAt: null }, { endedAt: { gte: from } }] },
    orderBy: [{ launchedAt: "desc" }, { id: "desc" }],
    take: MOST,
    select: { key: true, name: true, status: true, launchedAt: true, endedAt: true },
  });
  return ok(
    rows.reverse().flatMap(({ key, name, status, launchedAt, endedAt }) =>
      launchedAt
        ? [
            {
              key,
              name,
              status: status as CampaignStatus,
              launchedAt: launchedAt.toISOString(),
              endedAt: endedAt?.toISOString() ?? null,
            },
          ]
        : [],
    ),
  );
}
