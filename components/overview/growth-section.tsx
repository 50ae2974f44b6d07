import Link from "next/link";
import type { GrowthBucket } from "@/components/charts/growth-over-spend";
import { GrowthOverSpendChart } from "@/components/charts/growth-over-spend-chart";
import { IndexChart } from "@/components/charts/index-chart";
import { PathChart } from "@/components/charts/path-chart";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import {
  addDays,
  baseOf,
  type ChartBucket,
  type ChartChoice,
  dayAt,
  formatDay,
  formatDays,
  type Overview,
  toAnnotateUrl,
  toViewUrl,
} from "@/lib/costs";

type Props = { overview: Overview; chart: ChartChoice; zone: string };

/** As the chart takes it; who did not come back is known when the bucket is over. */
export function toGrowthBucket({ users, ...bucket }: ChartBucket): GrowthBucket {
  return { ...bucket, users: users && { ...users, churned: users.churned ?? 0 } };
}

function NothingHere({ overview, chart, zone }: Props) {
  const { about } = overview;
  const { view, firstEventAt, lastEventAt, timeZone } = about;
  const day = (at: string) => dayAt(Date.parse(at), timeZone);
  const last = lastEventAt ? day(lastEventAt) : about.today;
  const from = addDays(last, -20);
  const first = firstEventAt ? day(firstEventAt) : from;
  return (
    <Card>
      <CardHead title="Growth over spend" />
      <EmptyState
        title={`Nothing on ${formatDays(view.from, view.to)}`}
        className="min-h-96"
        action={
          <Button asChild>
            <Link
              href={toViewUrl(
                "/",
                { ...view, ...chart, range: null, from: from < first ? first : from, to: last },
                zone,
              )}
              scroll={false}
            >
              Show {formatDays(from < first ? first : from, last)}
            </Link>
          </Button>
        }
      >
        <p>
          {firstEventAt && lastEventAt
            ? `The first event came on ${formatDay(day(firstEventAt))} ${first.slice(0, 4)}, the last on ${formatDay(day(lastEventAt))}.`
            : "Nothing was ever received from this source."}
        </p>
      </EmptyState>
    </Card>
  );
}

/** Who came and what it cost: one above the other, as lines from 100 on, or as a path. */
export function GrowthSection({ overview, chart, zone }: Props) {
  const { about } = overview;
  const { buckets, comparison, comparisonLabel, markers } = overview.chart;
  if (buckets.every(({ users }) => users === null))
    return <NothingHere overview={overview} chart={chart} zone={zone} />;
  const shown = {
    buckets: buckets.map(toGrowthBucket),
    markers,
    currency: about.currency,
    timeZone: about.timeZone,
    noteHref: toAnnotateUrl("/", { ...about.view, ...chart }, zone),
    ...(comparison ? { comparison: comparison.map(toGrowthBucket) } : {}),
  };
  const dotted = comparisonLabel ? ` · dotted: ${comparisonLabel}` : "";
  if (chart.view === "indexed") {
    const baseAt = baseOf(buckets, about.view.from, chart.since);
    const day = formatDay(addDays(about.view.from, baseAt));
    return (
      <IndexChart
        {...shown}
        title="Growth and spend, indexed"
        hint={`${day} is 100; what lies above another line has grown more since${dotted}`}
        baseAt={baseAt}
      />
    );
  }
  if (chart.view === "scatter") {
    return (
      <PathChart
        {...shown}
        title="Spend by new users"
        hint={`a point a day, connected in order of time, the later the darker${dotted}`}
      />
    );
  }
  return <GrowthOverSpendChart {...shown} {...(comparison ? { hint: `one day a bar${dotted}` } : {})} />;
}
