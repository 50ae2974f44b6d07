import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { pool } from "../../platform/db";

/** Everything loaded by the demo stands in this one source. */
export const DEMO_SOURCE = "demo";

/**
 * Moves with every commit that changed usage, and only then: a screen that sees the same number has nothing to read.
 * One row of 32 small ones; cheap enough to ask each second.
 */
export async function getUsagePulse(): Promise<string> {
  const { rows } = await pool().query<{ pulse: string }>(
    "SELECT sum(version)::text AS pulse FROM usage_pulse",
  );
  return rows[0]?.pulse ?? "0";
}

/**
 * Moves with every commit that wrote something older than an hour: while it stands, what was read of days that are long
 * over is what it was.
 */
export async function getLateVersion(): Promise<string> {
  const { rows } = await pool().query<{ version: string }>(
    "SELECT sum(late_version)::text AS version FROM usage_pulse",
  );
  return rows[0]?.version ?? "0";
}

export type UsageSource = {
  source: string;
  isDemo: boolean;
  firstEventAt: string;
  lastEventAt: string;
};
export type UsageCatalog = {
  sources: UsageSource[];
  models: string[];
  campaigns: string[];
  regions: string[];
};

type CatalogRow = {
  source: string;
  model: string;
  campaign: string;
  region: string;
  first_at: Date;
  last_at: Date;
};

const named = (values: string[]) => [...new Set(values)].filter((value) => value !== "").sort();

/** What usage there is: the sources with their first and last event, and the names to filter by. */
export async function getUsageCatalog(actor: Actor): Promise<Result<UsageCatalog>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const { rows } = await pool().query<CatalogRow>(
    // two looks into the index a dimension, however much there is of it
    `SELECT d.source, d.model, d.campaign, d.region, one.first_at, two.last_at
     FROM usage_dimension d
       JOIN LATERAL (SELECT first_at FROM usage_rollup WHERE dimension_id = d.id
         ORDER BY bucket_start LIMIT 1) one ON true
       JOIN LATERAL (SELECT last_at FROM usage_rollup WHERE dimension_id = d.id
         ORDER BY bucket_start DESC LIMIT 1) two ON true`,
  );
  const sources = new Map<string, { first: Date; last: Date }>();
  for (const row of rows) {
    const known = sources.get(row.source);
    const first = known && known.first < row.first_at ? known.first : row.first_at;
    const last = known && known.last > row.last_at ? known.last : row.last_at;
    sources.set(row.source, { first, last });
  }
  return ok({
    sources: [...sources]
      .map(([source, { first, last }]) => ({
        source,
        isDemo: source === DEMO_SOURCE,
        firstEventAt: first.toISOString(),
        lastEventAt: last.toISOString(),
      }))
      .sort((a, b) => (a.source < b.source ? -1 : 1)),
    models: named(rows.map(({ model }) => model)),
    campaigns: named(rows.map(({ campaign }) => campaign)),
    regions: named(rows.map(({ region }) => region)),
  });
}
