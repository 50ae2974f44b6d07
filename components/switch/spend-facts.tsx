import type { SpendPaceView } from "@/lib/costs";
import { timesUsual, UNUSUAL } from "@/lib/costs";
import { formatMicros } from "@/lib/kernel/money";

const times = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const monthName = (month: string) =>
  new Intl.DateTimeFormat("en", { month: "long", timeZone: "UTC" }).format(new Date(`${month}-01T00:00:00Z`));

function Row({ label, micros, most, warn }: { label: string; micros: bigint; most: bigint; warn?: boolean }) {
  const share = most > 0n ? Number((micros * 1_000n) / most) / 10 : 0;
  return (
    <div className="grid grid-cols-[3.5rem_1fr_auto] items-center gap-2 text-lead">
      <span className="text-ink-2">{label}</span>
      <span className="h-2.5">
        <i
          aria-hidden
          className={`block h-full min-w-0.5 rounded-full ${warn ? "bg-amber-solid" : "bg-control"}`}
          style={{ width: `${share}%` }}
        />
      </span>
      <b className="font-medium">{formatMicros(micros)}</b>
    </div>
  );
}

function HourFact({ hour, currency }: { hour: SpendPaceView["hour"]; currency: string }) {
  const now = BigInt(hour.micros);
  const usual = hour.usualMicros === null ? null : BigInt(hour.usualMicros);
  const ratio = timesUsual(now, usual);
  const isUnusual = ratio !== null && ratio >= UNUSUAL;
  const most = usual !== null && usual > now ? usual : now;
  return (
    <section aria-label="Spend, now" className="rounded-card border border-line bg-surface p-4">
      <p className="text-lead text-ink-2">Spend, now</p>
      <p className="text-figure font-medium">
        {currency} {formatMicros(now)}{" "}
        <small className="text-lead font-normal tracking-normal text-ink-2">
          in the last hour{ratio !== null && `, ${times.format(ratio)} times the usual`}
        </small>
      </p>
      {usual === null ? (
        <p className="mt-1 text-meta text-ink-3">What is usual is known after three days.</p>
      ) : (
        <div className="mt-2 grid gap-1.5">
          <Row label="Now" micros={now} most={most} warn={isUnusual} />
          <Row label="Usual" micros={usual} most={most} />
        </div>
      )}
    </section>
  );
}

function MonthFact({ forecast, currency }: { forecast: SpendPaceView["forecast"]; currency: string }) {
  const budget = forecast.budgetMicros === null ? null : BigInt(forecast.budgetMicros);
  const label = `${monthName(forecast.month)}, if this goes on`;
  if (!forecast.known) {
    return (
      <section aria-label={label} className="rounded-card border border-line bg-surface p-4">
        <p className="text-lead text-ink-2">{label}</p>
        <p className="text-ink-2">
          {currency} {formatMicros(forecast.soFarMicros)} so far. {forecast.detail}
        </p>
      </section>
    );
  }
  const end = BigInt(forecast.micros);
  const over = budget === null ? null : end - budget;
  return (
    <section aria-label={label} className="rounded-card border border-line bg-surface p-4">
      <p className="text-lead text-ink-2">{label}</p>
      <p className="text-figure font-medium">
        {currency} {formatMicros(end, 0)}{" "}
        <small className="text-lead font-normal tracking-normal text-ink-2">
          {budget === null ? "no budget set" : `of ${formatMicros(budget, 0)}`}
        </small>
      </p>
      {over !== null &&
        (over > 0n ? (
          <p className="mt-1 text-lead font-medium text-amber">▲ {formatMicros(over, 0)} over budget</p>
        ) : (
          <p className="mt-1 text-lead text-ink-2">▼ {formatMicros(-over, 0)} under budget</p>
        ))}
    </section>
  );
}

/** What the person with the thumb decides by. */
export function SpendFacts({ pace }: { pace: SpendPaceView }) {
  const { currency, firstEventAt } = pace.about;
  if (firstEventAt === null)
    return <p className="text-ink-2">No usage has arrived yet, so there is no spend to show.</p>;
  return (
    <>
      <HourFact hour={pace.hour} currency={currency} />
      <MonthFact forecast={pace.forecast} currency={currency} />
    </>
  );
}
