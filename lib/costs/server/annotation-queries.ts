import "server-only";
import { db, type Tx } from "../../platform/db";
import type { Annotation as Row } from "../../platform/prisma-client/client";
import { type Annotation, MOST_ANNOTATED_MS } from "../annotation";

export function toAnnotation(row: Row): Annotation {
  return {
    id: row.id,
    from: row.startsAt.toISOString(),
    to: row.endsAt?.toISOString() ?? null,
    text: row.text,
    campaign: row.campaignKey,
    by: { kind: row.createdByKind, id: row.createdById, name: row.createdByName },
    createdAt: row.createdAt.toISOString(),
    editedAt: row.editedAt?.toISOString() ?? null,
  };
}

/** Milliseconds; an annotation without an end touches the instant that it names. */
export type AnnotatedRange = { from?: number | undefined; to?: number | undefined };
type Place = { at: Date; id: string };

/** Those that touch [from, to), the latest first, behind `after`. None is longer than the longest view. */
export async function findAnnotations(
  { from, to }: AnnotatedRange,
  take: number,
  after?: Place,
): Promise<Annotation[]> {
  const rows = await db().annotation.findMany({
    where: {
      AND: [
        to === undefined ? {} : { startsAt: { lt: new Date(to) } },
        from === undefined
          ? {}
          : {
              startsAt: { gte: new Date(from - MOST_ANNOTATED_MS) },
              OR: [{ startsAt: { gte: new Date(from) } }, { endsAt: { gt: new Date(from) } }],
            },
        after === undefined
          ? {}
          : {
              startsAt: { lte: after.at },
              OR: [{ startsAt: { lt: after.at } }, { id: { lt: after.id } }],
            },
      ],
    },
    orderBy: [{ startsAt: "desc" }, { id: "desc" }],
    take,
  });
  return rows.map(toAnnotation);
}

export async function findAnnotation(id: string, tx: Tx = db()): Promise<Annotation | null> {
  const row = await tx.annotation.findUnique({ where: { id } });
  return row && toAnnotation(row);
}
