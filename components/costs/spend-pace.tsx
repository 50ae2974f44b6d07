"use client";

import { useQuery } from "@tanstack/react-query";
import { formatAmount, formatTimes, monthName, type SpendPaceView, timesUsual, UNUSUAL } from "@/lib/costs";
import { AsOf } from "./as-of";

async function readPace(): Promise<SpendPaceView> {
  const answer = await fetch("/api/v1/spend-pace", { cache: "no-store" });
  if (!answer.ok) throw new Error(`the pace was answered ${answer.status}`);
  return answer.json();
}

function Bar({ name, micros, most, amber }: { name: string; micros: string; most: number; amber: boolean }) {
  const share = most > 0 ? Number(micros) / most : 0;
  return (
    <div className="grid grid-cols-[3.25rem_minmax(0,1fr)_auto] items-center gap-2">
      <dt className="text-ink-2">{name}</dt>
      <dd className="contents">
        <i
          aria-hidden
          style={{ width: `${Math.max(1, share * 100)}%` }}
          className={amber ? "h-3.5 rounded-[3px] bg-amber-solid" : "h-3.5 rounded-[3px] bg-control"}
        />
        <span className="min-w-12 text-right font-medium">{formatAmount(micros)}</span>
      </dd>
    </div>
  );
}

function Hour({ pace }: { pace: SpendPaceView }) {
  const { hour, about } = pace;
  const usual = hour.usualMicros;
  const times = timesUsual(BigInt(hour.micros), usual === null ? null : BigInt(usual));
  const isUnusual = times !== null && times >= UNUSUAL;
  const most = Math.max(Number(hour.micros), Number(usual ?? 0));
  return (
    <section aria-label="Spend, now" className="rounded-card border border-line bg-surface p-4">
      <h3 className="text-lead text-ink-2">Spend, now</h3>
      <p className="flex flex-wrap items-baseline gap-x-2">
        <b className="text-figure font-semibold">
          {about.currency} {formatAmount(hour.micros)}
        </b>
        <span className="text-lead text-ink-2">
          an hour{times === null ? "" : `, ${formatTimes(times)} the usual`}
        </span>
      </p>
      {usual === null ? (
        <p className="mt-2 text-ink-2">What is usual at this time is known after three days.</p>
      ) : (
        <dl className="mt-2 grid gap-2">
          <Bar name="Now" micros={hour.micros} most={most} amber={isUnusual} />
          <Bar name="Usual" micros={usual} most={most} amber={false} />
        </dl>
      )}
    </section>
  );
}

function Month({ pace }: { pace: SpendPaceView }) {
  const { forecast, about } = pace;
  const budget = forecast.budgetMicros;
  const expected = forecast.known ? BigInt(forecast.micros) : null;
  const isOver = expected !== null && budget !== null && expected > BigInt(budget);
  return (
    <section
      aria-label="The month, if this goes on"
      className="rounded-card border border-line bg-surface p-4"
    >
      <h3 className="text-lead text-ink-2">{monthName(forecast.month)}, if the last days go on</h3>
      <p className="flex flex-wrap items-baseline gap-x-2">
        <b className="text-figure font-semibold">
          {about.currency} {formatAmount(expected ?? forecast.soFarMicros)}
        </b>
        <span className="text-lead text-ink-2">
          {expected === null ? "so far" : ""}
          {budget === null ? "" : ` of ${formatAmount(budget)}`}
        </span>
      </p>
      <p className={isOver ? "mt-1 text-lead text-amber" : "mt-1 text-lead text-ink-2"}>
        {expected === null
          ? !forecast.known && forecast.detail
          : budget === null
            ? "No budget is set for this month"
            : isOver
              ? `▲ ${formatAmount(expected - BigInt(budget))} over budget`
              : `▼ ${formatAmount(BigInt(budget) - expected)} under budget`}
      </p>
    </section>
  );
}

/** What the person decides by: spend now against usual, the month if this goes on. Live. */
export function SpendPace({ initial }: { initial: SpendPaceView }) {
  const { data: pace, isError } = useQuery({
    queryKey: ["pace"],
    queryFn: readPace,
    initialData: initial,
    initialDataUpdatedAt: Date.parse(initial.about.asOf),
    refetchInterval: 60_000,
    retry: 0,
  });
  return (
    <div className="grid gap-3">
      <Hour pace={pace} />
      <Month pace={pace} />
      <AsOf at={pace.about.asOf} zone={pace.about.timeZone} failed={isError} />
    </div>
  );
}
