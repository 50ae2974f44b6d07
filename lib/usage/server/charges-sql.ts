import "server-only";
import type pg from "pg";
import { numberArray } from "./sql-array";
import type { SumColumns } from "./usage-report-sql";

export type ChargeColumns = SumColumns & { dimension_id: number };
export type CorrectionColumns = ChargeColumns & { occurred: Date };

const summed = (column: string) => `sum(${column})::text AS ${column}`;
const plain = [
  "requests",
  "input_tokens",
  "output_tokens",
  "cached_input_tokens",
  "reasoning_tokens",
  "gpu_seconds",
];

/** What the rollup has between two instants, by dimension; in seconds since 1970. */
export async function sumDimensions(
  client: pg.ClientBase,
  dimensionIds: number[],
  from: number,
  to: number,
): Promise<ChargeColumns[]> {
  const { rows } = await client.query<ChargeColumns>({
    name: "usage_charges",
    text: `SELECT dimension_id, ${[...plain, "cost_micros", "unpriced_requests", "unconverted_requests"].map(summed).join(", ")}
      FROM usage_rollup
      WHERE dimension_id = ANY ($1::int[]) AND bucket_start >= to_timestamp($2) AND bucket_start < to_timestamp($3)
      GROUP BY dimension_id ORDER BY dimension_id`,
    values: [numberArray(dimensionIds), from, to],
  });
  return rows;
}

/** Of it, what belongs to closed periods before: by dimension and the day of `zone` on which it happened. */
export async function sumCorrections(
  client: pg.ClientBase,
  dimensionIds: number[],
  { from, to, zone }: { from: number; to: number; zone: string },
): Promise<CorrectionColumns[]> {
  const { rows } = await client.query<CorrectionColumns>({
    name: "usage_corrections",
    text: `SELECT dimension_id, date_trunc('day', occurred_at, $4) AS occurred, ${plain.map(summed).join(", ")},
        coalesce(sum(cost_micros), 0)::text AS cost_micros,
        coalesce(sum(requests) FILTER (WHERE cost_micros IS NULL AND price_id IS NULL AND given_micros IS NULL
          AND NOT corrected), 0)::text AS unpriced_requests,
        coalesce(sum(requests) FILTER (WHERE cost_micros IS NULL AND NOT corrected
          AND (price_id IS NOT NULL OR given_micros IS NOT NULL)), 0)::text AS unconverted_requests
      FROM usage_event
      WHERE occurred_at IS NOT NULL AND at >= to_timestamp($2) AND at < to_timestamp($3)
        AND dimension_id = ANY ($1::int[])
      GROUP BY 1, 2 ORDER BY 1, 2`,
    values: [numberArray(dimensionIds), from, to, zone],
  });
  return rows;
}
