import Link from "next/link";
import type { GrowthBucket } from "@/components/charts/growth-over-spend";
import { GrowthOverSpendChart } from "@/components/charts/growth-over-spend-chart";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import {
  addDays,
  type ChartBucket,
  dayAt,
  formatDay,
  formatDays,
  type Overview,
  toAnnotateUrl,
  toViewUrl,
} from "@/lib/costs";

type Props = { overview: Overview; zone: string };

/** As the chart takes it; who did not come back is known when the bucket is over. */
export function toGrowthBucket({ users, ...bucket }: ChartBucket): GrowthBucket {
  return { ...bucket, users: users && { ...users, churned: users.churned ?? 0 } };
}

function NothingHere({ overview, zone }: Props) {
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
                { ...view, range: null, from: from < first ? first : from, to: last },
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

/** Who came, above what it cost. */
export function GrowthSection({ overview, zone }: Props) {
  const { chart, about } = overview;
  if (chart.buckets.every(({ users }) => users === null))
    return <NothingHere overview={overview} zone={zone} />;
  return (
    <GrowthOverSpendChart
      buckets={chart.buckets.map(toGrowthBucket)}
      markers={chart.markers}
      currency={about.currency}
      timeZone={about.timeZone}
      noteHref={toAnnotateUrl("/", about.view, zone)}
      {...(chart.comparison
        ? {
            comparison: chart.comparison.map(toGrowthBucket),
            hint: `one day a bar · dotted: ${chart.comparisonLabel}`,
          }
        : {})}
    />
  );
}
