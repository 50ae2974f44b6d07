import "server-only";
import pg from "pg";
import { databaseUrl } from "../../platform/db";
import { fromScaled } from "../decimal";
import type { ReportRange } from "../usage-report";
import { sumCorrections, sumDimensions } from "./charges-sql";
import { beginReading, type DimensionFilter, findMatchingDimensions } from "./usage-report-sql";
import { addSums, noSums, type Sums, toSums } from "./usage-sums";

/** What one thing cost on one day: of that day, or as a correction of a day in a closed period. */
export type Charge = {
  source: string;
  model: string;
  provider: string;
  region: string;
  campaign: string;
  serviceTier: string;
  /** The day that it is booked on, in milliseconds; its end is exclusive. */
  from: number;
  to: number;
  /** Beginning of the day on which it happened; null when that is the same. */
  occurredDay: number | null;
  requests: bigint;
  inputTokens: bigint;
  outputTokens: bigint;
  cachedInputTokens: bigint;
  reasoningTokens: bigint;
  /** A decimal. */
  gpuSeconds: string;
  costMicros: bigint;
  unpricedRequests: bigint;
};

type Names = Pick<Charge, "source" | "model" | "provider" | "region" | "campaign" | "serviceTier">;

function subtract(from: Sums, part: Sums): void {
  for (const field of Object.keys(from) as (keyof Sums)[]) from[field] -= part[field];
}
const isNothing = (sums: Sums) => Object.values(sums).every((value) => value === 0n);

function toCharge(
  names: Names,
  day: { from: number; to: number },
  occurredDay: number | null,
  sums: Sums,
): Charge {
  const { gpuNanos, unconvertedRequests: _, ...figures } = sums;
  return { ...names, ...day, occurredDay, ...figures, gpuSeconds: fromScaled(gpuNanos, 9) };
}

async function readDay(
  client: pg.ClientBase,
  names: Map<number, Names>,
  day: { from: number; to: number },
  zone: string,
): Promise<Charge[]> {
  const ids = [...names.keys()];
  const between = { from: day.from / 1000, to: day.to / 1000 };
  const booked = await sumDimensions(client, ids, between.from, between.to);
  const corrections = await sumCorrections(client, ids, { ...between, zone });
  const corrected = new Map<number, Sums>();
  for (const row of corrections) {
    const sums = corrected.get(row.dimension_id) ?? noSums();
    addSums(sums, toSums(row));
    corrected.set(row.dimension_id, sums);
  }
  const nameless: Names = { source: "", model: "", provider: "", region: "", campaign: "", serviceTier: "" };
  const own = booked.flatMap((row): Charge[] => {
    const sums = toSums(row);
    subtract(sums, corrected.get(row.dimension_id) ?? noSums());
    return isNothing(sums) ? [] : [toCharge(names.get(row.dimension_id) ?? nameless, day, null, sums)];
  });
  return [
    ...own,
    ...corrections.map((row) =>
      toCharge(names.get(row.dimension_id) ?? nameless, day, row.occurred.getTime(), toSums(row)),
    ),
  ];
}

/** Whoever stops reading gives the snapshot up. */
const IDLE_MS = 60_000;

/**
 * The charges of a range of days, day by day, all of one snapshot: their sum is the report's to the last unit. On a
 * connection of its own, held until the last is read, the reader goes away or has not asked for a minute: a reader that
 * takes its time keeps none from the others. `onEnd` is told when it is given back or lost.
 */
export async function* streamCharges(
  range: ReportRange,
  zone: string,
  filter: DimensionFilter,
  onEnd = () => {},
): AsyncGenerator<Charge[]> {
  const client = new pg.Client({ connectionString: databaseUrl(), application_name: "sluice export_focus" });
  // the next query tells the reader; nobody else listens
  client.on("error", onEnd);
  client.on("end", onEnd);
  await client.connect();
  try {
    await beginReading(client);
    await client.query(`SET LOCAL idle_in_transaction_session_timeout = ${IDLE_MS}`);
    const dimensions = await findMatchingDimensions(client, filter);
    const names = new Map(dimensions.map(({ id, ...rest }): [number, Names] => [id, rest]));
    for (const [index, from] of range.edges.slice(0, -1).entries()) {
      const to = range.edges[index + 1] ?? from;
      const charges = await readDay(client, names, { from, to }, zone);
      if (charges.length > 0) yield charges;
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}
