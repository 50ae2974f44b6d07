import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { onConnection } from "../../platform/db";
import { readEnv } from "../../platform/env";
import { GrowthCounter, type GrowthFigures } from "../growth";
import {
  decideRange,
  type Grouping,
  type ReportRange,
  type UsageFigures,
  type UsageQuery,
  type UsageReport,
  type UsageRow,
} from "../usage-report";
import { groupDimensions } from "./group-dimensions";
import { type ReadUsage, readUsage } from "./read-usage";
import { reportingCurrency } from "./reporting-currency";
import { keepSpans } from "./span-maker";
import * as sql from "./usage-report-sql";
import { addSums, noSums, type Sums, toFigures } from "./usage-sums";

/** Tokens of a metric and costs of a correction come without requests. */
const isEmpty = (figures: UsageFigures) =>
  figures.requests === 0 &&
  figures.churnedUsers === 0 &&
  figures.costMicros === "0" &&
  figures.inputTokens === 0 &&
  figures.outputTokens === 0;

function toReportRows(
  names: string[],
  groupBy: Grouping | undefined,
  range: ReportRange,
  sums: Map<string, Sums>,
  growth: GrowthFigures[][],
): UsageRow[] {
  return range.edges.slice(0, -1).flatMap((start, bucket) =>
    names.flatMap((name, group): UsageRow[] => {
      const users = growth[group]?.[bucket];
      const figures = users && toFigures(sums.get(`${bucket} ${group}`) ?? noSums(), users);
      if (!figures || isEmpty(figures)) return [];
      return [
        { start: new Date(start).toISOString(), ...(groupBy ? { [groupBy]: name || null } : {}), ...figures },
      ];
    }),
  );
}

/** The report of GET /api/v1/usage and of the screens. `invalid_request` for a range that cuts a bucket. */
export async function getUsageReport(actor: Actor, query: UsageQuery): Promise<Result<UsageReport>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const timeZone = query.timeZone ?? readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE;
  const decided = decideRange(Date.parse(query.from), Date.parse(query.to), query.interval, timeZone);
  if (!decided.ok) return decided;
  const range = decided.value;
  const currency = await reportingCurrency();
  let read: ReadUsage<GrowthCounter> | undefined;
  try {
    return await onConnection(async (client) => {
      const asOf = await sql.beginReading(client);
      const { names, members } = groupDimensions(
        await sql.findMatchingDimensions(client, query),
        query.groupBy,
      );
      const when = { range, interval: query.interval, zone: timeZone, now: asOf.getTime() };
      read = await readUsage(client, members, names.length, when, (buckets) => new GrowthCounter(buckets));
      await client.query("COMMIT");
      const totals = noSums();
      for (const one of read.sums.values()) addSums(totals, one);
      const growth = read.byGroup.map((counter) => counter.buckets());
      return ok({
        data: toReportRows(names, query.groupBy, range, read.sums, growth),
        totals: toFigures(totals, read.all.total()),
        timeZone,
        currency,
        asOf: asOf.toISOString(),
      });
    });
  } finally {
    if (read) await keepSpans(read.spans);
  }
}
