import type { ReactNode } from "react";
import { Figure, FigureStrip } from "@/components/ui/figure-strip";
import {
  type CostsReport,
  changeFrom,
  type ForecastView,
  formatAmount,
  formatDay,
  formatDays,
  formatShare,
  monthName,
  whyNoPlan,
  whyNotCompared,
} from "@/lib/costs";
import { UserCostFigure } from "./user-cost-figure";

const number = new Intl.NumberFormat("en");

function Line({ amber = false, children }: { amber?: boolean; children: ReactNode }) {
  return <span className={amber ? "block text-amber [&_b]:text-amber!" : "block"}>{children}</span>;
}

/** "▼ 540.00 under budget (−3.0 %)" */
function AgainstBudget({ micros, budget, what }: { micros: bigint; budget: bigint; what: string }) {
  const { arrow, by } = changeFrom(budget, micros);
  const isOver = micros > budget;
  if (!arrow) return <Line>Exactly the {what}</Line>;
  return (
    <Line amber={isOver}>
      <b>
        {arrow} {formatAmount(by)} {isOver ? "over" : "under"} {what}
      </b>{" "}
      ({formatShare(micros, budget)})
    </Line>
  );
}

/** "▲ 12.00 more on full days than the days before, 8–13 Nov 2026" */
function AgainstCompared({ report }: { report: CostsReport }) {
  const { rows, againstCompared, comparedWords } = report;
  if (!againstCompared) return <Line>{whyNotCompared(report)}</Line>;
  const { days, micros, comparedMicros } = againstCompared;
  const { arrow, by, word } = changeFrom(BigInt(comparedMicros), BigInt(micros));
  const onDays = days < rows.length ? " on full days" : "";
  return (
    <Line>
      {arrow ? (
        <b>
          {arrow} {formatAmount(by)} {word}
          {onDays} than
        </b>
      ) : (
        `As much${onDays} as`
      )}{" "}
      {comparedWords}
    </Line>
  );
}

function Spend({ report }: { report: CostsReport }) {
  const { about, totals, againstPlan, comparedWords } = report;
  const priced = totals.requests - totals.unpricedRequests - totals.unconvertedRequests;
  const { from, to } = about.view;
  return (
    <Figure
      label={`Spend, ${formatDays(from, to).replace(` ${to.slice(0, 4)}`, "")}`}
      value={formatAmount(totals.micros)}
      unit={about.currency}
      href="#days"
    >
      {comparedWords !== null ? (
        <AgainstCompared report={report} />
      ) : againstPlan ? (
        <AgainstBudget
          micros={BigInt(againstPlan.micros)}
          budget={BigInt(againstPlan.planMicros)}
          what="plan on full days"
        />
      ) : (
        <Line>{whyNoPlan(report)}</Line>
      )}
      <Line>{number.format(priced)} priced requests</Line>
    </Figure>
  );
}

function Forecast({ forecast, currency }: { forecast: ForecastView; currency: string }) {
  const { month, budgetMicros } = forecast;
  const budget = budgetMicros === null ? "" : ` of ${formatAmount(budgetMicros)}`;
  if (!forecast.known) {
    return (
      <Figure
        label={`Forecast for ${monthName(month)}`}
        value="–"
        unit={`${currency}${budget}`}
        href="#forecast"
      >
        <Line>{forecast.detail}</Line>
        <Line>{formatAmount(forecast.soFarMicros)} so far</Line>
      </Figure>
    );
  }
  return (
    <Figure
      label={`Forecast for ${monthName(month)}`}
      value={formatAmount(forecast.micros)}
      unit={`${currency}${budget}`}
      href="#forecast"
    >
      {budgetMicros === null ? (
        <Line>No budget is set for this month</Line>
      ) : (
        <AgainstBudget micros={BigInt(forecast.micros)} budget={BigInt(budgetMicros)} what="budget" />
      )}
      <Line>
        {forecast.interval.known
          ? `${formatAmount(forecast.interval.lowMicros)}–${formatAmount(forecast.interval.highMicros)}, ${forecast.interval.percent} % interval; it held ${forecast.interval.held} of ${forecast.interval.tested} times`
          : "No interval yet: too few days to test it on"}
      </Line>
    </Figure>
  );
}

function Unpriced({ report }: { report: CostsReport }) {
  const { requests, unconvertedRequests, models } = report.unpriced;
  const all = requests + unconvertedRequests;
  const [first] = models;
  if (all === 0 || !first) {
    return (
      <Figure label="Unpriced" value="0" unit="requests" href="#prices">
        <Line>Every request of these days has a cost</Line>
      </Figure>
    );
  }
  const days = first.firstDay === first.lastDay ? `on ${formatDay(first.lastDay)}` : "";
  return (
    <Figure
      label="Unpriced"
      value={number.format(all)}
      unit={`requests ${models.length === 1 ? days : ""}`}
      href="#prices"
    >
      <Line amber>
        <b>Not in any sum until they have a price</b>
      </Line>
      <Line>
        {requests === 0
          ? "Set an exchange rate for what they cost"
          : models.length === 1
            ? `Set a price for “${first.model}”`
            : `Set prices for ${models.length} models`}
      </Line>
    </Figure>
  );
}

/** The four figures of the range, each a link to what is behind it. */
export function CostsFigures({ report }: { report: CostsReport }) {
  const { about, forecast, userCost } = report;
  return (
    <FigureStrip>
      <Spend report={report} />
      <Forecast forecast={forecast} currency={about.currency} />
      <UserCostFigure told={userCost} currency={about.currency} href="#units" />
      <Unpriced report={report} />
    </FigureStrip>
  );
}
