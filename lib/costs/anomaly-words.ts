import { formatInstant } from "../kernel/local-time";
import type { AnomaliesView, AnomalousFigure, Anomaly } from "./anomalies-view";
import { FEWEST_DAYS } from "./anomaly";
import type { CauseDimension, SplitPart } from "./anomaly-cause";
import { type Day, startOfDay, weekdayOf } from "./day";
import type { Marker } from "./overview-view";
import { formatAmount } from "./words";

const number = new Intl.NumberFormat("en");
const longDay = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "long" });
/** "3 December" */
const dayName = (day: Day) => longDay.format(Date.parse(`${day}T00:00:00Z`));

const size = (text: string) => text.replace("-", "");
const isMore = ({ difference }: Pick<AnomalousFigure, "difference">) => !difference.startsWith("-");
const amountOf = ({ figure }: AnomalousFigure, value: string, currency: string) =>
  figure === "spend" ? `${currency} ${formatAmount(value)}` : number.format(Number(value));
const percentOf = ({ percent }: AnomalousFigure) =>
  percent === null ? "" : ` (${number.format(Math.abs(Math.round(percent)))} %)`;

const dimensionNames: Record<CauseDimension, string> = {
  model: "model",
  campaign: "campaign",
  region: "region",
  source: "source",
  provider: "provider",
  serviceTier: "service tier",
};

/** "service tier" */
export const groupingName = (grouping: CauseDimension): string => dimensionNames[grouping];

const part = ({ dimension, value }: { dimension: CauseDimension; value: string }) =>
  value ? `${dimensionNames[dimension]} ${value}` : `usage without a ${dimensionNames[dimension]}`;

/** "84 % of it is model qwen-max in campaign spring" */
export function causeWords({ cause, figures: [first] }: Anomaly): string | null {
  if (first?.figure === "new_users") return null;
  if (!cause) return "It is spread over models, campaigns and regions as usual";
  const share = Math.round(cause.share * 100);
  const of = cause.parts.map(part).join(" in ");
  return share > 100
    ? `All of it and more (${share} %) is ${of}; the rest went the other way`
    : `${share} % of it is ${of}`;
}

function figureWords(figure: AnomalousFigure, { day, until }: Anomaly, currency: string): string {
  const verb = { spend: "cost", requests: "had", new_users: "brought" }[figure.figure];
  const unit = { spend: "", requests: " requests", new_users: " new users" }[figure.figure];
  const direction = isMore(figure) ? "more" : figure.figure === "spend" ? "less" : "fewer";
  const days = figure.basis === "weekday" ? `${weekdayOf(day)}s` : "the days before";
  return `${verb} ${amountOf(figure, figure.actual, currency)}${unit}${until ? " so far" : ""}, ${amountOf(figure, size(figure.difference), currency)}${percentOf(figure)} ${direction} than ${until ? "the same hours of " : ""}${days} let expect`;
}

/** "3 December cost USD 1,420.00, USD 900.00 (173 %) more than Tuesdays let expect; 84 % of it is model qwen-max." */
export function anomalyWords(anomaly: Anomaly, currency: string): string {
  const [first] = anomaly.figures;
  if (!first) return "";
  const cause = causeWords(anomaly);
  const said = `${dayName(anomaly.day)} ${figureWords(first, anomaly, currency)}`;
  return `${said}${cause ? `; ${cause[0]?.toLowerCase()}${cause.slice(1)}` : ""}.`;
}

/** What else was out of the usual that day: "requests +120 %", or null. */
export function alsoWords({ figures }: Anomaly): string | null {
  const rest = figures.slice(1).map((figure) => {
    const name = { spend: "spend", requests: "requests", new_users: "new users" }[figure.figure];
    return `${name} ${isMore(figure) ? "+" : "−"}${figure.percent === null ? number.format(Number(size(figure.difference))) : `${number.format(Math.abs(Math.round(figure.percent)))} %`}`;
  });
  return rest.length > 0 ? rest.join(", ") : null;
}

const splitNames: Record<SplitPart, readonly [more: string, less: string]> = {
  users: ["more users", "fewer users"],
  requests_per_user: ["more requests a user", "fewer requests a user"],
  requests: ["more requests", "fewer requests"],
  tokens_per_request: ["longer requests", "shorter requests"],
  cost_per_token: ["dearer tokens (price or models)", "cheaper tokens (price or models)"],
  cost_per_request: ["dearer requests", "cheaper requests"],
};

/** "+510.20 more users", in the order of the split. */
export const splitWords = ({ split }: Pick<Anomaly, "split">): string[] =>
  split
    .filter(({ micros }) => micros !== "0")
    .map(({ part: of, micros }) => {
      const isLess = micros.startsWith("-");
      return `${isLess ? "−" : "+"}${formatAmount(size(micros))} ${splitNames[of][isLess ? 1 : 0]}`;
    });

/** What is said where no anomaly is told: none among the days judged, too little data, or no full day at all. */
export function noAnomalyWords({ judgedDays, detail }: Pick<AnomaliesView, "judgedDays" | "detail">): string {
  if (judgedDays > 0)
    return `None: spend, requests and new users of ${judgedDays === 1 ? "the one day" : `the ${judgedDays} days`} that can be judged were within what the weeks before let expect.`;
  return (
    detail ?? `Nothing to judge in these days: it takes a full day with ${FEWEST_DAYS} full days before it.`
  );
}

/** As many as a chart can bear beside launches and pauses. */
const MOST_MARKS = 3;

/** Anomalies on the axis of the chart, while they are few. */
export function toAnomalyMarkers(anomalies: readonly Anomaly[], currency: string, zone: string): Marker[] {
  if (anomalies.length > MOST_MARKS) return [];
  return anomalies.map((anomaly) => ({
    kind: "anomaly" as const,
    from: new Date(startOfDay(anomaly.day, zone)).toISOString(),
    label: "Anomaly",
    detail: anomalyWords(anomaly, currency),
  }));
}

/** "Thu 3 Dec 14:00" of the hour up to which a day that goes on is judged. */
export const judgedUntil = ({ until }: Anomaly, zone: string): string | null =>
  until && formatInstant(until, zone);
