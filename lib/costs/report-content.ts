import { toCsv } from "../kernel/csv";
import { formatInstant } from "../kernel/local-time";
import { plainMicros } from "../kernel/money";
import { whyNoPlan } from "./against-words";
import type { AnomaliesView } from "./anomalies-view";
import { anomalyWords, groupingName, noAnomalyWords } from "./anomaly-words";
import type { CostsReport } from "./costs-view";
import { formatDays, monthName } from "./day";
import { formatAmount, formatShare, formatUnitAmount } from "./words";

type Figure = { label: string; value: string; detail: string };
type Part = { title: string; head: string[]; rows: string[][] };

/** A report of costs as it is read, on a page or in an e-mail. */
export type ReportContent = {
  title: string;
  /** Days, sources, clock and when it was read. */
  about: string;
  figures: Figure[];
  parts: Part[];
  /** Sentences: anomalies, and what is in no amount. */
  anomalies: string[];
  notes: string[];
};

const number = new Intl.NumberFormat("en");

function spendFigure(report: CostsReport): Figure {
  const { totals, about, againstPlan } = report;
  const plan = againstPlan
    ? `full days: ${formatAmount(againstPlan.micros)} against a plan of ${formatAmount(againstPlan.planMicros)} (${formatShare(BigInt(againstPlan.micros), BigInt(againstPlan.planMicros)) ?? "as planned"})`
    : (whyNoPlan(report) ?? "");
  return { label: "Spend", value: `${about.currency} ${formatAmount(totals.micros)}`, detail: plan };
}

function forecastFigure({ forecast, about }: CostsReport): Figure {
  const label = `Forecast for ${monthName(forecast.month)}`;
  const budget =
    forecast.budgetMicros === null ? "no budget" : `budget ${formatAmount(forecast.budgetMicros)}`;
  if (!forecast.known) return { label, value: "cannot be told", detail: `${forecast.detail} ${budget}` };
  const { interval } = forecast;
  const within = interval.known
    ? `${interval.percent} % interval ${formatAmount(interval.lowMicros)} to ${formatAmount(interval.highMicros)}, held ${interval.held} of ${interval.tested} times`
    : interval.detail;
  return {
    label,
    value: `${about.currency} ${formatAmount(forecast.micros)}`,
    detail: `${budget}; ${within}`,
  };
}

function userFigure({ userCost: { cost, targetMicros }, about }: CostsReport): Figure {
  const target = targetMicros === null ? "no target" : `target ${formatUnitAmount(targetMicros)}`;
  return {
    label: "Cost of one more user",
    value: cost.known ? `${about.currency} ${formatUnitAmount(cost.micros)}` : "cannot be told",
    detail: cost.known
      ? `90 % interval ${formatUnitAmount(cost.lowMicros)} to ${formatUnitAmount(cost.highMicros)}; ${target}`
      : `${cost.detail} ${target}`,
  };
}

/** As on the page: what was found or that nothing was, and which days could not be judged. */
export function anomalyLines(
  anomalies: Pick<AnomaliesView, "data" | "judgedDays" | "detail">,
  currency: string,
): string[] {
  const { data, judgedDays, detail } = anomalies;
  const found = data.map((anomaly) => anomalyWords(anomaly, currency));
  return [
    ...(found.length > 0 ? found : [noAnomalyWords(anomalies)]),
    ...(detail !== null && judgedDays > 0 ? [detail] : []),
  ];
}

export function toReportContent(
  name: string,
  costs: CostsReport,
  anomalies: AnomaliesView | null,
): ReportContent {
  const { about, totals, groups, rows, unpriced } = costs;
  const { view, currency } = about;
  const share = (micros: string) =>
    totals.micros === "0" ? "–" : `${((Number(micros) / Number(totals.micros)) * 100).toFixed(1)} %`;
  return {
    title: name,
    about: `${formatDays(view.from, view.to)} · ${about.sources.words} · ${about.timeZone} · as of ${formatInstant(about.asOf, about.timeZone)}`,
    figures: [
      spendFigure(costs),
      forecastFigure(costs),
      {
        label: "New users",
        value: number.format(totals.newUsers),
        detail: `of ${number.format(totals.activeUsers)} active in these days`,
      },
      userFigure(costs),
    ],
    parts: [
      {
        title: `Spend by ${groupingName(view.groupBy)}`,
        head: [groupingName(view.groupBy), `Spend, ${currency}`, "Share"],
        rows: groups.map((group, nth) => {
          const micros = totals.byGroup[nth] ?? "0";
          return [group, formatAmount(micros), share(micros)];
        }),
      },
      {
        title: "Day by day",
        head: ["Day", `Spend, ${currency}`, "Plan", "Requests", "New users"],
        rows: rows.map((row) =>
          row.isMissing
            ? [row.day, "missing", "", "", ""]
            : [
                `${row.day}${row.isCurrent ? " (so far)" : ""}`,
                formatAmount(row.micros),
                row.planMicros === null ? "–" : formatAmount(row.planMicros),
                number.format(row.requests),
                number.format(row.newUsers),
              ],
        ),
      },
    ],
    anomalies: anomalies === null ? ["Anomalies could not be read."] : anomalyLines(anomalies, currency),
    notes:
      unpriced.requests + unpriced.unconvertedRequests > 0
        ? [
            `${number.format(unpriced.requests + unpriced.unconvertedRequests)} requests have no price or rate yet and are in no amount.`,
          ]
        : [],
  };
}

/** The rows of the report, one a day, exact. */
export function toReportCsv({ about, groups, rows }: CostsReport): string {
  return toCsv(
    [
      "day",
      "time_zone",
      "state",
      ...groups,
      "spend",
      "currency",
      "plan",
      "requests",
      "active_users",
      "new_users",
      "unpriced_requests",
    ],
    rows.map((row) => [
      row.day,
      about.timeZone,
      row.isMissing ? "missing" : row.isCurrent ? "so far" : "",
      ...groups.map((_, nth) => (row.isMissing ? null : plainMicros(row.byGroup[nth] ?? "0"))),
      row.isMissing ? null : plainMicros(row.micros),
      about.currency,
      row.planMicros === null ? null : plainMicros(row.planMicros),
      row.isMissing ? null : row.requests,
      row.isMissing ? null : row.activeUsers,
      row.isMissing ? null : row.newUsers,
      row.isMissing ? null : row.unpricedRequests,
    ]),
  );
}
