import "server-only";
import { db } from "../../platform/db";
import type { Template, TemplateWording } from "../template-view";

type Row = { id: string; name: string; input: unknown; createdBy: string; createdAt: Date };

export function toTemplate({ id, name, input, createdBy, createdAt }: Row): Template {
  return { id, name, campaign: input as TemplateWording, createdBy, createdAt: createdAt.toISOString() };
}

/** Templates by name after `after`. */
export async function findTemplates(after: string | undefined, take: number): Promise<Template[]> {
  const rows = await db().campaignTemplate.findMany({
    ...(after === undefined ? {} : { where: { name: { gt: after } } }),
    orderBy: { name: "asc" },
    take,
  });
  return rows.map(toTemplate);
}

export async function findTemplate(id: string): Promise<Template | null> {
  const row = await db().campaignTemplate.findUnique({ where: { id } });
  return row && toTemplate(row);
}
