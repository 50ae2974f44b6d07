import type { Phrase } from "./phrase";
import type { ServeAmount, ServeCost, ServeForecast } from "./serve-forecast";

const rough = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });
const number = new Intl.NumberFormat("en");

/** Micro-units as an estimate is told: two digits that say something, "310,000" or "0.042". */
export const formatRough = (micros: bigint): string => rough.format(Number(micros) / 1_000_000);

const days = (horizon: number) => (horizon === 1 ? "a day" : `${horizon} days`);
const between = ({ lowMicros, highMicros }: ServeAmount) =>
  `90 % interval ${formatRough(lowMicros)}–${formatRough(highMicros)}`;

/** "about CNY 310,000 in inference over 30 days (90 % interval 240,000–390,000)", nothing while it is not known. */
export function servePhrases(cost: ServeCost, currency: string): Phrase[] {
  if (!cost.known) return [];
  const { total, perCoupon, horizonDays } = cost;
  const amount = total ?? perCoupon;
  return [
    { text: "about ", strong: false },
    { text: `${currency} ${formatRough(amount.micros)}`, strong: true },
    {
      text: ` in inference${total ? "" : " for each coupon"} over ${days(horizonDays)} (${between(amount)})`,
      strong: false,
    },
  ];
}

/** What the estimate rests on, or what it takes to make one. */
export function serveBasisWords(cost: ServeCost, forecast: ServeForecast | null): string {
  if (!cost.known) return cost.detail;
  const { restsOn, unpricedRequests } = forecast ?? {};
  if (!restsOn) return "";
  const unpriced = unpricedRequests
    ? `; ${number.format(unpricedRequests)} of their requests have no price and are not in it`
    : "";
  const each = cost.total ? ` A coupon's user: about ${formatRough(cost.perCoupon.micros)}.` : "";
  return `The inference rests on what ${number.format(restsOn.users)} new users of ${restsOn.words} cost in their first ${cost.horizonDays === 1 ? "day" : days(cost.horizonDays)}${unpriced}.${each}`;
}
