import Link from "next/link";
import { SpendChart, type UnitPoint } from "@/components/charts/spend-chart";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import {
  type CostsReport,
  formatDays,
  groupFilter,
  type Marker,
  toAnnotateUrl,
  toLedgerUrl,
  toViewUrl,
} from "@/lib/costs";

const names = {
  model: "model",
  campaign: "campaign",
  region: "region",
  source: "source",
  provider: "provider",
  serviceTier: "service tier",
} as const;

/** What spend is held against, day by day: the plan, or the days compared with. */
function toAgainst({ about, rows, chart }: CostsReport) {
  if (about.view.compare === "plan")
    return { name: "Plan", micros: rows.map(({ planMicros }) => planMicros) };
  if (!chart.comparison) return undefined;
  return {
    name: "Compared",
    micros: chart.comparison.map(({ spend }) =>
      spend === null ? null : String(spend.reduce((sum, { micros }) => sum + BigInt(micros), 0n)),
    ),
  };
}

function toUnit({ rows, userCost, userCostByDay }: CostsReport) {
  const byDay = new Map(userCostByDay.map(({ day, cost }) => [day, cost]));
  const points = rows.map(({ day }): UnitPoint => {
    const cost = byDay.get(day);
    return cost?.known ? cost : null;
  });
  const last = userCostByDay.at(-1)?.cost;
  const missing = points.every((point) => point === null)
    ? last && !last.known
      ? last.detail
      : "No full day of these tells what one more user costs"
    : null;
  return { title: "Cost of one more user", points, targetMicros: userCost.targetMicros, missing };
}

/** Spend over time by what the address asks for, and below it the cost of one more user. */
export function SpendSection({
  report,
  zone,
  anomalies,
}: {
  report: CostsReport;
  zone: string;
  anomalies: readonly Marker[];
}) {
  const { about, chart } = report;
  const { view, currency, timeZone, lastEventAt } = about;
  const title = `Spend by ${names[view.groupBy]}`;
  if (chart.buckets.every(({ spend }) => spend === null)) {
    return (
      <Card>
        <CardHead title={title} />
        <EmptyState
          title={`Nothing on ${formatDays(view.from, view.to)}`}
          className="min-h-80"
          action={
            lastEventAt && (
              <Button asChild>
                <Link href={toViewUrl("/costs", { ...view, range: 30 }, zone)} scroll={false}>
                  Show the last 30 days
                </Link>
              </Button>
            )
          }
        >
          <p>
            {lastEventAt
              ? "No event of these sources lies in these days."
              : "No event was received yet. The overview says how to connect the chatbot."}
          </p>
        </EmptyState>
      </Card>
    );
  }
  const against = toAgainst(report);
  return (
    <SpendChart
      title={title}
      hint={chart.comparisonLabel ? `one day a bar · dotted: ${chart.comparisonLabel}` : "one day a bar"}
      buckets={chart.buckets.map((bucket) => ({ ...bucket, users: null }))}
      markers={[...chart.markers, ...anomalies]}
      currency={currency}
      timeZone={timeZone}
      noteHref={toAnnotateUrl("/costs", view, zone)}
      against={against}
      unit={toUnit(report)}
      rowsHref={(bucket, series, one) => {
        const day = report.rows[bucket]?.day ?? view.from;
        const filter = one === null ? {} : groupFilter(view.groupBy, series, one);
        return toLedgerUrl({ ...view, from: day, to: day }, filter);
      }}
    />
  );
}
