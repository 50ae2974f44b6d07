"use client";

import { SpendChart } from "@/components/charts/spend-chart";
import { toLayers } from "@/components/charts/spend-series";
import { Card, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Note } from "@/components/ui/note";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import {
  axisLabel,
  type CohortSpendView,
  formatCell,
  formatDay,
  formatDays,
  formatUnitAmount,
  monthName,
  monthOf,
  type SpendCohort,
  toCohortSpendUrl,
  toLedgerUrl,
  type View,
} from "@/lib/costs";
import { formatPercent } from "@/lib/kernel/text";
import { useWorkedOut } from "./use-worked-out";
import { WorkingOut } from "./working-out";

const TITLE = "Spend by when users came";
const NOBODY = "No user";
const number = new Intl.NumberFormat("en");
type Figures = NonNullable<CohortSpendView["figures"]>;

function namesOf({ unit, cohorts }: Figures): string[] {
  const nameOf = (start: string) =>
    unit === "week" ? `Week of ${formatDay(start)}` : `${monthName(monthOf(start))} ${start.slice(0, 4)}`;
  const [, first] = cohorts;
  return cohorts.map(({ start }) =>
    start === null ? (first?.start ? `Before ${formatDay(first.start)}` : "Before") : nameOf(start),
  );
}

const costPerUser = ({ users, costMicros }: SpendCohort): string =>
  users === 0
    ? "–"
    : formatUnitAmount(String((BigInt(costMicros) * 2n + BigInt(users)) / (2n * BigInt(users))));

function CohortTable({ figures, names, currency }: { figures: Figures; names: string[]; currency: string }) {
  const { cohorts, namelessMicros } = figures;
  const total = cohorts.reduce((sum, { costMicros }) => sum + BigInt(costMicros), BigInt(namelessMicros));
  const shareOf = (micros: string) => formatPercent(total === 0n ? 0 : Number(micros) / Number(total));
  return (
    <Card>
      <CardHead title="Cohorts" hint="all these days together" />
      <Table label="Cohorts of these days" rows="plain">
        <thead>
          <tr>
            <Th>Came</Th>
            <Th numeric>Users seen</Th>
            <Th numeric>Cost, {currency}</Th>
            <Th numeric>Of the spend</Th>
            <Th numeric>A user, {currency}</Th>
          </tr>
        </thead>
        <tbody>
          {cohorts.map((cohort, nth) => (
            <Tr key={cohort.start ?? ""}>
              <th scope="row" className="py-1 pr-3 text-left font-normal whitespace-nowrap">
                {names[nth]}
              </th>
              <Td numeric>{number.format(cohort.users)}</Td>
              <Td numeric className="font-medium">
                {formatCell(cohort.costMicros)}
              </Td>
              <Td numeric>{shareOf(cohort.costMicros)}</Td>
              <Td numeric>{costPerUser(cohort)}</Td>
            </Tr>
          ))}
          {namelessMicros !== "0" && (
            <Tr>
              <th scope="row" className="py-1 pr-3 text-left font-normal">
                {NOBODY}
              </th>
              <Td numeric>–</Td>
              <Td numeric className="font-medium">
                {formatCell(namelessMicros)}
              </Td>
              <Td numeric>{shareOf(namelessMicros)}</Td>
              <Td numeric>–</Td>
            </Tr>
          )}
        </tbody>
      </Table>
    </Card>
  );
}

type Props = { view: View; filter: { model?: string; campaign?: string } };

/** What each day cost, by when the users came that cost it: whether growth or habit is paid for. */
export function CohortSpend({ view, filter }: Props) {
  const { data, isError } = useWorkedOut<CohortSpendView>(toCohortSpendUrl(view, filter));
  if (!data || (!data.figures && data.days))
    return <WorkingOut id="spend-by-cohort" title={TITLE} failed={isError} progress={data?.progress} />;
  const { figures, days, about } = data;
  if (!figures || !days)
    return (
      <Card id="spend-by-cohort" className="scroll-mt-18">
        <CardHead title={TITLE} />
        <EmptyState title="No full day with usage in these days">
          Days count once they are over for an hour and a half. Choose more days, or another source.
        </EmptyState>
      </Card>
    );
  const names = namesOf(figures);
  const hasNameless = figures.namelessMicros !== "0";
  return (
    <section
      id="spend-by-cohort"
      aria-label={TITLE}
      className="grid grid-cols-[minmax(0,1fr)] scroll-mt-18 gap-4"
    >
      <SpendChart
        title={TITLE}
        hint={`full days, ${formatDays(days.from, days.to)} · users by the ${figures.unit} they were first seen in`}
        layers={toLayers(names, hasNameless ? NOBODY : undefined)}
        buckets={figures.rows.map(({ day, costMicros, namelessMicros }, nth) => ({
          start: day,
          label: axisLabel(day, nth),
          isCurrent: false,
          users: null,
          spend: [
            ...costMicros.map((micros, cohort) => ({ model: names[cohort] ?? "", micros })),
            ...(hasNameless ? [{ model: NOBODY, micros: namelessMicros }] : []),
          ],
        }))}
        markers={[]}
        currency={about.currency}
        timeZone={about.timeZone}
        rowsHref={(bucket, _, one) => {
          // the ledger has no cohorts: only the whole day is exactly its rows
          if (one !== null) return undefined;
          const day = figures.rows[bucket]?.day ?? days.from;
          return toLedgerUrl({ ...view, from: day, to: day }, filter);
        }}
      />
      <CohortTable figures={figures} names={names} currency={about.currency} />
      {figures.unpricedRequests > 0 && (
        <Note look="amber">
          {number.format(figures.unpricedRequests)} requests of users have no price yet and are in no cost
          here.
        </Note>
      )}
    </section>
  );
}
