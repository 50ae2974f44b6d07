import type { ReactNode } from "react";
import { toClock, toMoment } from "@/components/switch/clock";
import { Figure, FigureStrip } from "@/components/ui/figure-strip";
import { Meter } from "@/components/ui/meter";
import {
  addDays,
  changeFrom,
  formatAmount,
  formatTimes,
  lastWeekday,
  type Overview,
  startOfDay,
  timesUsual,
  toLedgerUrl,
  UNUSUAL,
} from "@/lib/costs";
import { formatRate } from "@/lib/switch";

type Props = { overview: Overview };

const number = new Intl.NumberFormat("en");

/** "▲ 36 more than last Saturday by 15:42" */
function Changed({
  before,
  now,
  say,
  than,
}: {
  before: bigint;
  now: bigint;
  say: (by: bigint) => string;
  than: string;
}) {
  const { arrow, by, word } = changeFrom(before, now);
  if (!arrow) return <>As much as {than}</>;
  return (
    <>
      <b>
        {arrow} {say(by)} {word}
      </b>{" "}
      than {than}
    </>
  );
}

function Line({ amber = false, children }: { amber?: boolean; children: ReactNode }) {
  return <span className={amber ? "block text-amber [&_b]:text-amber!" : "block"}>{children}</span>;
}

function waiting({ unpricedRequests, unconvertedRequests }: Overview["spendToday"]): string | null {
  const parts = [
    unpricedRequests > 0 ? `${number.format(unpricedRequests)} without a price` : null,
    unconvertedRequests > 0 ? `${number.format(unconvertedRequests)} without an exchange rate` : null,
  ].filter(Boolean);
  return parts.length ? `Requests not in it: ${parts.join(", ")}` : null;
}

function SpendToday({ overview }: Props) {
  const { spendToday, about } = overview;
  const { micros, budgetMicros, weekBefore, hour } = spendToday;
  const { currency, today, timeZone, asOf, view } = about;
  const start = startOfDay(today, timeZone);
  const passed = (Date.parse(asOf) - start) / (startOfDay(addDays(today, 1), timeZone) - start);
  const times = timesUsual(BigInt(hour.micros), hour.usualMicros === null ? null : BigInt(hour.usualMicros));
  const isUnusual = times !== null && times >= UNUSUAL;
  const isOver = budgetMicros !== null && BigInt(micros) > BigInt(budgetMicros);
  const unknown = waiting(spendToday);
  return (
    <Figure
      label="Spend today"
      value={formatAmount(micros)}
      unit={budgetMicros === null ? currency : `${currency} of ${formatAmount(budgetMicros)}`}
      href={toLedgerUrl({ ...view, from: today, to: today })}
      meter={
        budgetMicros === null ? undefined : (
          <Meter
            label="Spent of today's share of the budget"
            used={Number(micros) / Number(budgetMicros)}
            time={passed}
            amber={isOver || isUnusual}
          />
        )
      }
    >
      {isUnusual && hour.usualMicros !== null && (
        <Line amber>
          <b>▲ {formatAmount(hour.micros)} an hour</b>, {formatTimes(times)} the usual{" "}
          {formatAmount(hour.usualMicros)}
        </Line>
      )}
      {isOver && (
        <Line amber>
          <b>{formatAmount(BigInt(micros) - BigInt(budgetMicros))} over</b> today&apos;s share of the budget
        </Line>
      )}
      {!isUnusual && !isOver && (
        <Line>
          {weekBefore ? (
            <Changed
              before={BigInt(weekBefore.micros)}
              now={BigInt(micros)}
              say={formatAmount}
              than={`${lastWeekday(weekBefore.day)} by ${toClock(asOf, timeZone)}`}
            />
          ) : (
            "Nothing to compare with a week before"
          )}
        </Line>
      )}
      {unknown ? (
        <Line amber>{unknown}</Line>
      ) : (
        budgetMicros === null && <Line>No budget is set for this month</Line>
      )}
    </Figure>
  );
}

function NewUsers({ overview }: Props) {
  const { usersToday, about } = overview;
  const { newUsers, returnedUsers, retainedUsers, activeUsers, weekBefore } = usersToday;
  return (
    <Figure label="New users today" value={number.format(newUsers)} unit="so far" href="#growth">
      <Line>
        {weekBefore ? (
          <Changed
            before={BigInt(weekBefore.newUsers)}
            now={BigInt(newUsers)}
            say={(by) => number.format(by)}
            than={`${lastWeekday(weekBefore.day)} by ${toClock(about.asOf, about.timeZone)}`}
          />
        ) : (
          "Nothing to compare with a week before"
        )}
      </Line>
      <Line>
        {number.format(returnedUsers + retainedUsers)} came back, {number.format(activeUsers)} active in all
      </Line>
    </Figure>
  );
}

function CouponRate({ overview }: Props) {
  const { coupons, about } = overview;
  const { perMinute, weekBeforePerMinute, today, inAll, pause } = coupons;
  const { arrow, word } = changeFrom(
    BigInt(Math.round((weekBeforePerMinute ?? 0) * 10)),
    BigInt(Math.round(perMinute * 10)),
  );
  const by = Math.abs(perMinute - (weekBeforePerMinute ?? 0));
  const than = `${lastWeekday(addDays(about.today, -7))} at this time`;
  return (
    <Figure
      label="Coupons a minute"
      value={formatRate(perMinute)}
      unit={pause ? `paused since ${toMoment(pause.since, about.timeZone, about.asOf)}` : "last 10 minutes"}
      href="/campaigns"
    >
      <Line>
        {pause ? (
          <>
            <b>▼ from {formatRate(pause.perMinuteBefore)}</b> in the 10 minutes before the pause
          </>
        ) : weekBeforePerMinute === null ? (
          "No campaign was live a week before"
        ) : arrow ? (
          <>
            <b>
              {arrow} {formatRate(by)} {word}
            </b>{" "}
            than {than}
          </>
        ) : (
          `As many as ${than}`
        )}
      </Line>
      <Line>
        {number.format(today)} issued today, {number.format(inAll)} in all
      </Line>
    </Figure>
  );
}

/** The four figures of the moment, each a link to the report behind it. */
export function OverviewFigures({ overview, userCost }: Props & { userCost: ReactNode }) {
  return (
    <FigureStrip>
      <SpendToday overview={overview} />
      <NewUsers overview={overview} />
      {userCost}
      <CouponRate overview={overview} />
    </FigureStrip>
  );
}
