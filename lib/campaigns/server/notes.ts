import "server-only";
import { listAuditEntries, recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import type { Note } from "../template-view";
import { getCampaign } from "./campaign-queries";
import { noSuchCampaign } from "./change-campaign";

/**
 * Writes a note on a campaign: an entry of the audit like any other, so that who wrote it, when, and between which
 * changes, stands for good. `not_found`.
 */
export async function writeNote(actor: Actor, key: string, text: string): Promise<Result<{ text: string }>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  const words = text.trim();
  const written = await db().$transaction(async (tx) => {
    const campaign = await tx.campaign.findUnique({
      where: { key: key.slice(0, 60) },
      select: { key: true },
    });
    if (!campaign) return false;
    await recordAudit(tx, actor, {
      action: "campaign.noted",
      target: { kind: "campaign", id: campaign.key },
      reason: words,
    });
    return true;
  });
  return written ? ok({ text: words }) : noSuchCampaign(key);
}

/** The notes on a campaign, the newest first. `not_found`. */
export async function listNotes(
  actor: Actor,
  key: string,
  { cursor, limit = 50 }: { cursor?: string; limit?: number } = {},
): Promise<Result<{ data: Note[]; nextCursor: string | null }>> {
  const campaign = await getCampaign(actor, key);
  if (!campaign.ok) return campaign;
  const page = await listAuditEntries(actor, {
    limit,
    ...(cursor === undefined ? {} : { cursor }),
    filter: { action: "campaign.noted", targetKind: "campaign", targetId: campaign.value.key },
  });
  if (!page.ok) return page;
  return ok({
    data: page.value.data.map(({ id, at, actor: by, reason }) => ({
      id,
      at,
      by: by.name,
      text: reason ?? "",
    })),
    nextCursor: page.value.nextCursor,
  });
}
