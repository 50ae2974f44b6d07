import "server-only";
import { randomUUID } from "node:crypto";
import type { Tx } from "../../platform/db";
import type { Prisma } from "../../platform/prisma-client/client";
import type { Template, TemplateWording } from "../template-view";
import { toTemplate } from "./template-queries";

/** null when the name is taken. */
export async function insertTemplate(
  tx: Tx,
  name: string,
  wording: TemplateWording,
  createdBy: string,
): Promise<Template | null> {
  const rows = await tx.campaignTemplate.createManyAndReturn({
    data: [{ id: randomUUID(), name, input: wording as Prisma.InputJsonValue, createdBy }],
    skipDuplicates: true,
  });
  return rows[0] ? toTemplate(rows[0]) : null;
}

/** The template that is gone now; null when there was none. */
export async function removeTemplateRow(tx: Tx, id: string): Promise<Template | null> {
  const row = await tx.campaignTemplate.findUnique({ where: { id } });
  if (!row) return null;
  const { count } = await tx.campaignTemplate.deleteMany({ where: { id } });
  return count === 1 ? toTemplate(row) : null;
}
