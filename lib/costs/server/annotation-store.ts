import "server-only";
import { randomUUID } from "node:crypto";
import { type Actor, stampOf } from "../../auth";
import type { Tx } from "../../platform/db";
import type { Annotation, AnnotationInput } from "../annotation";
import { toAnnotation } from "./annotation-queries";

const columns = ({ from, to, text, campaign }: AnnotationInput) => ({
  startsAt: new Date(from),
  endsAt: to === undefined ? null : new Date(to),
  text,
  campaignKey: campaign ?? null,
});

export async function insertAnnotation(tx: Tx, actor: Actor, input: AnnotationInput): Promise<Annotation> {
  const { kind, id, name } = stampOf(actor);
  const row = await tx.annotation.create({
    data: {
      id: randomUUID(),
      ...columns(input),
      createdByKind: kind,
      createdById: id,
      createdByName: name,
    },
  });
  return toAnnotation(row);
}

/** Holds the row until the transaction ends, so that the audit tells what really stood before. */
export async function lockAnnotation(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "annotation" WHERE "id" = ${id}::uuid FOR UPDATE`;
}

export async function updateAnnotation(
  tx: Tx,
  id: string,
  input: AnnotationInput,
  editedAt: Date,
): Promise<Annotation> {
  return toAnnotation(await tx.annotation.update({ where: { id }, data: { ...columns(input), editedAt } }));
}

export async function deleteAnnotation(tx: Tx, id: string): Promise<void> {
  await tx.annotation.delete({ where: { id } });
}
