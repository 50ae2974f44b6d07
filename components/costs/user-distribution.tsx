"use client";

import { CostHistogram } from "@/components/charts/cost-histogram";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Figure, FigureStrip } from "@/components/ui/figure-strip";
import { Note } from "@/components/ui/note";
import {
  formatAmount,
  formatDays,
  formatUnitAmount,
  MOST_USER_DAYS,
  type UserDistribution as Told,
  toLedgerUrl,
  toUserDistributionUrl,
  type View,
} from "@/lib/costs";
import { DearestUsers } from "./dearest-users";
import { useWorkedOut } from "./use-worked-out";
import { WorkingOut } from "./working-out";

const number = new Intl.NumberFormat("en");
const TITLE = "Cost of a user";
const unit = (micros: string | null) => (micros === null ? "–" : formatUnitAmount(micros));
type Figures = NonNullable<Told["figures"]>;

function shareOf(part: string, of: string): string {
  if (of === "0") return "–";
  const share = (Number(part) / Number(of)) * 100;
  return `${share >= 99.95 || share < 0.05 ? Math.round(share) : share.toFixed(1)} %`;
}

function Percentiles({ figures, currency }: { figures: Figures; currency: string }) {
  const { tops, usersMicros } = figures;
  return (
    <FigureStrip>
      <Figure label="Median user (P50)" value={unit(figures.p50Micros)} unit={currency}>
        Half of {number.format(figures.users)} users cost this or less
      </Figure>
      <Figure label="P95" value={unit(figures.p95Micros)} unit={currency}>
        One in twenty costs this or more · P90 {unit(figures.p90Micros)} · P99 {unit(figures.p99Micros)}
      </Figure>
      <Figure label="Mean" value={unit(figures.meanMicros)} unit={currency}>
        {formatAmount(usersMicros)} over the users · the dearest one {unit(figures.mostMicros)}
      </Figure>
      <Figure
        label="The dearest 1 %"
        value={shareOf(tops[0]?.costMicros ?? "0", usersMicros)}
        unit="of users' cost"
      >
        {number.format(tops[0]?.users ?? 0)} users · the dearest 10 %:{" "}
        {shareOf(tops[1]?.costMicros ?? "0", usersMicros)}
      </Figure>
    </FigureStrip>
  );
}

function Rest({ figures, currency }: { figures: Figures; currency: string }) {
  const { namelessMicros, unpricedRequests, unknownUsers } = figures;
  return (
    <>
      {unpricedRequests > 0 && (
        <Note look="amber">
          {number.format(unpricedRequests)} requests of users have no price yet and are in no cost here
          {unknownUsers > 0 && `; ${number.format(unknownUsers)} users have no other and are not counted`}.
        </Note>
      )}
      <p className="text-meta text-pretty text-ink-3">
        Each user's requests of these days added up, inference alone; percentiles by nearest rank, so each is
        the cost of some user. Users without a request with a price are not among them.{" "}
        {namelessMicros !== "0" &&
          `${currency} ${formatAmount(namelessMicros)} more belongs to no user: events without one, and corrections of closed months. Together that is the spend of these days.`}
      </p>
    </>
  );
}

type Props = { view: View; filter: { model?: string; campaign?: string } };

/** What users cost over the days of the view: percentiles, histogram, and who cost most. */
export function UserDistribution({ view, filter }: Props) {
  const { data, isError } = useWorkedOut<Told>(toUserDistributionUrl(view, filter));
  if (!data || (!data.figures && data.days))
    return <WorkingOut id="distribution" title={TITLE} failed={isError} progress={data?.progress} />;
  const { figures, days, about } = data;
  if (!figures || !days || figures.users === 0)
    return (
      <Card id="distribution">
        <CardHead title={TITLE} />
        <EmptyState title="No user with a cost in these days">
          <p>
            Days count once they are over for an hour and a half. Choose more days, another source, or another
            model or campaign above; usage without a price is listed on the costs page.
          </p>
        </EmptyState>
      </Card>
    );
  const over = `full days, ${formatDays(days.from, days.to)}`;
  return (
    <section
      id="distribution"
      aria-label={TITLE}
      className="grid grid-cols-[minmax(0,1fr)] scroll-mt-18 gap-4"
    >
      {data.isCut && (
        <Note look="amber">
          Only {over} are told: at most {MOST_USER_DAYS} days at once, and none whose rows are no longer kept.
        </Note>
      )}
      <Percentiles figures={figures} currency={about.currency} />
      <CostHistogram
        title={TITLE}
        hint={`${over} · each bar reaches to about twice the one before`}
        bars={figures.bins}
        currency={about.currency}
        note={`${about.timeZone} · ${about.sources.words}`}
      />
      <DearestUsers
        figures={figures}
        currency={about.currency}
        to={(subject) => toLedgerUrl({ ...view, ...days }, { ...filter, subject })}
      />
      <CardBody className="grid gap-3 px-0!">
        <Rest figures={figures} currency={about.currency} />
      </CardBody>
    </section>
  );
}
