import "server-only";
import { type Actor, type ActorStamp, stampOf } from "../../auth";
import type { Tx } from "../../platform/db";
import type { ParsedCampaign } from "../campaign-input";
import type { CampaignRow } from "./campaign-row";

export type VersionAct = "created" | "edited" | "undone";

/** Keeps the wording that a campaign has at its revision; whoever comes second changes nothing. */
export async function saveVersion(
  tx: Tx,
  row: Pick<CampaignRow, "id" | "revision" | "updatedAt">,
  input: ParsedCampaign,
  act: VersionAct,
  actor: Actor | ActorStamp,
): Promise<void> {
  const by = stampOf(actor as Actor);
  await tx.campaignVersion.createMany({
    data: [
      {
        campaignId: row.id,
        revision: row.revision,
        input: input as never,
        act,
        byKind: by.kind,
        byId: by.id,
        byName: by.name,
        at: row.updatedAt,
      },
    ],
    skipDuplicates: true,
  });
}

/** A campaign that is older than this record: its wording before its first edit is kept too. */
export async function saveFirstVersion(tx: Tx, row: CampaignRow, input: ParsedCampaign): Promise<void> {
  if ((await tx.campaignVersion.count({ where: { campaignId: row.id } })) > 0) return;
  await saveVersion(tx, row, input, "created", { kind: "system", id: "start", name: row.createdBy });
}
