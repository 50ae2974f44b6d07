import "server-only";
import type { Actor } from "../../auth";
import { stampOf } from "../../auth";
import type { Tx } from "../../platform/db";
import type { Rerating } from "../../platform/prisma-client/client";
import { type ModelChanges, openReratings } from "../rerating";
import { type UsedColumns, usedColumns } from "./used-columns";

export async function insertRerating(
  tx: Tx,
  actor: Actor,
  given: { period: string; from: number; to: number; reason: string | null },
): Promise<number> {
  const { kind, id, name } = stampOf(actor);
  const last = await tx.price.findFirst({ orderBy: { id: "desc" }, select: { id: true } });
  const row = await tx.rerating.create({
    data: {
      period: given.period,
      reason: given.reason,
      fromAt: new Date(given.from),
      toAt: new Date(given.to),
      lastPriceId: last?.id ?? 0,
      proposedByKind: kind,
      proposedById: id,
      proposedByName: name,
    },
    select: { id: true },
  });
  return row.id;
}

/** The one of a month that is not over, if any. */
export function findOpenRerating(tx: Tx, period: string) {
  return tx.rerating.findFirst({
    where: { period, status: { in: openReratings } },
  });
}

export async function lockRerating(tx: Tx, id: number): Promise<Rerating | null> {
  const rows = await tx.$queryRaw<{ id: number }[]>`SELECT id FROM rerating WHERE id = ${id} FOR UPDATE`;
  return rows.length === 0 ? null : tx.rerating.findUnique({ where: { id } });
}

/** The oldest that has something to do and that nobody else works on, locked. */
export async function claimRerating(tx: Tx, only: number | null): Promise<Rerating | null> {
  const [row] = await tx.$queryRawUnsafe<{ id: number }[]>(
    `SELECT id FROM rerating WHERE status IN ('counting', 'running') AND ($1::int IS NULL OR id = $1::int)
     ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED`,
    only,
  );
  return row ? tx.rerating.findUnique({ where: { id: row.id } }) : null;
}

export async function approveRerating(tx: Tx, id: number, actor: Actor): Promise<void> {
  const by = stampOf(actor);
  await tx.rerating.update({
    where: { id },
    data: {
      status: "running",
      approvedAt: new Date(),
      approvedByKind: by.kind,
      approvedById: by.id,
      approvedByName: by.name,
      seenRows: 0,
    },
  });
}

export async function withdrawRerating(tx: Tx, id: number): Promise<void> {
  await tx.rerating.update({ where: { id }, data: { status: "withdrawn" } });
}

const micros = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint::text`;

export type RatedRow = UsedColumns & {
  at_micros: string;
  occurred_micros: string;
  id: string;
  event_id: string;
  dimension_id: number;
  source: string;
  model: string;
  provider: string;
  region: string;
  serviceTier: string;
  gpu_nanos: string;
  /** What it costs by now. */
  rated_micros: string;
};

/**
 * The next rows of the month that prices gave a cost, in a fixed order: not those that bring their own, not corrections of
 * others, and not what came after the proposal.
 */
export function findRated(tx: Tx, job: Rerating, most: number): Promise<RatedRow[]> {
  return tx.$queryRawUnsafe<RatedRow[]>(
    `SELECT ${micros("e.at")} AS at_micros, ${micros("coalesce(e.occurred_at, e.at)")} AS occurred_micros,
       e.id::text, e.event_id, e.dimension_id, d.source, d.model, d.provider, d.region,
       d.service_tier AS "serviceTier", ${usedColumns},
       (e.gpu_seconds * 1000000000)::bigint::text AS gpu_nanos, coalesce(e.rated_micros, e.cost_micros)::text AS rated_micros
     FROM usage_event e JOIN usage_dimension d ON d.id = e.dimension_id
     WHERE e.at >= $1::timestamptz AND e.at < $2::timestamptz
       AND (e.at, e.id) > (coalesce($3::timestamptz, '-infinity'), $4::bigint)
       AND e.given_micros IS NULL AND coalesce(e.rated_micros, e.cost_micros) IS NOT NULL
       AND (e.requests > 0 OR e.input_tokens + e.output_tokens > 0)
       AND e.received_at <= $5::timestamptz
     ORDER BY e.at, e.id LIMIT $6::int FOR UPDATE OF e`,
    job.fromAt,
    job.toAt,
    job.afterAt,
    job.afterId,
    job.proposedAt,
    most,
  );
}

type Step = {
  last: RatedRow | undefined;
  seen: number;
  /** While counting. */
  models?: ModelChanges;
  /** While running. */
  corrected?: { rows: number; micros: bigint };
  /** What it is when nothing is left. */
  next: "proposed" | "done";
};

/** Where the next batch goes on; without `last` the step is over. */
export async function moveRerating(tx: Tx, job: Rerating, step: Step): Promise<void> {
  const { last, corrected } = step;
  await tx.$executeRawUnsafe(
    `UPDATE rerating SET seen_rows = seen_rows + $2::bigint, models = coalesce($3::jsonb, models),
       corrected_rows = corrected_rows + $4::bigint, corrected_micros = corrected_micros + $5::numeric,
       after_at = 'epoch'::timestamptz + $6::bigint * interval '1 microsecond', after_id = coalesce($7::bigint, 0),
       status = CASE WHEN $6::bigint IS NULL THEN $8 ELSE status END,
       done_at = CASE WHEN $6::bigint IS NULL AND $8 = 'done' THEN clock_timestamp() END
     WHERE id = $1::int`,
    job.id,
    step.seen,
    step.models ? JSON.stringify(step.models) : null,
    corrected?.rows ?? 0,
    String(corrected?.micros ?? 0n),
    last?.at_micros ?? null,
    last?.id ?? null,
    step.next,
  );
}
