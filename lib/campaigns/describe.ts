import { formatInstant } from "../kernel/local-time";
import { formatMinor } from "../kernel/money";
import type { Campaign } from "./campaign-view";
import { describeRule } from "./eligibility";
import type { Phrase } from "./phrase";
import { type ServeForecast, serveCostOf } from "./serve-forecast";
import { servePhrases } from "./serve-words";
import { describeWindows } from "./windows";

/** What the sentence needs; a form half filled in has only some of it. */
export type Described = Pick<
  Campaign,
  "discount" | "limits" | "startsAt" | "endsAt" | "timeZone" | "couponValidHours"
> &
  Partial<
    Pick<
      Campaign,
      "kind" | "sharedCode" | "windows" | "eligibility" | "holdoutPercent" | "codeSource" | "launchedAt"
    >
  >;

const number = new Intl.NumberFormat("en");

function money(amount: number, currency: string | undefined): string {
  return currency ? formatMinor(amount, currency) : number.format(amount);
}

/** A discount in two or three words: "CNY 25 off", "20 % off, at most CNY 50", "7 free days". */
export function describeDiscount({ kind, value, currency, maxAmount }: Campaign["discount"]): string {
  switch (kind) {
    case "percent_off":
      return `${value} % off${maxAmount === undefined ? "" : `, at most ${money(maxAmount, currency)}`}`;
    case "amount_off":
      return `${money(value, currency)} off`;
    case "fixed_price":
      return `a price of ${money(value, currency)}`;
    case "free_tokens":
      return `${number.format(value)} free ${value === 1 ? "token" : "tokens"}`;
    case "free_days":
      return `${number.format(value)} free ${value === 1 ? "day" : "days"}`;
  }
}

/** The most that all discounts can come to, minor units; undefined when nothing bounds it. */
export function mostDiscount({ discount, limits }: Described): number | undefined {
  const each =
    discount.kind === "amount_off"
      ? discount.value
      : discount.kind === "percent_off"
        ? discount.maxAmount
        : undefined;
  const byCount = each === undefined || limits.coupons === undefined ? undefined : each * limits.coupons;
  if (limits.discount === undefined) return byCount;
  return byCount === undefined ? limits.discount : Math.min(byCount, limits.discount);
}

function describeValidity(hours: number): string {
  if (hours % 24 === 0) return `${number.format(hours / 24)} ${hours === 24 ? "day" : "days"}`;
  return `${number.format(hours)} ${hours === 1 ? "hour" : "hours"}`;
}

function describeWindow(
  { startsAt, endsAt, timeZone }: Described,
  zone: string,
  thisYear?: number,
): Phrase[] {
  const at = timeZone ?? zone;
  const when = (instant: string) => ({ text: formatInstant(instant, at, thisYear), strong: true });
  const plain = (text: string) => ({ text, strong: false });
  const phrases = [plain(", from "), startsAt ? when(startsAt) : { text: "its launch", strong: true }];
  if (endsAt) phrases.push(plain(" to "), when(endsAt));
  else phrases.push(plain(" until someone ends it"));
  if (startsAt || endsAt) phrases.push(plain(` (${at})`));
  return phrases;
}

const times = (most: number) => (most === 1 ? "once" : `${number.format(most)} times`);

function describeOften({ limits }: Described): string | null {
  const parts = [
    limits.perSubjectPerDay !== undefined && `${times(limits.perSubjectPerDay)} a day`,
    limits.perSubjectPerWeek !== undefined && `${times(limits.perSubjectPerWeek)} a week`,
    limits.perSubjectPerMonth !== undefined && `${times(limits.perSubjectPerMonth)} a month`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? `Nobody more than ${parts.join(", ")}.` : null;
}

/** The terms beyond how many and when, a sentence each. */
function describeTerms(campaign: Described): string[] {
  const { limits, discount, kind, sharedCode, windows, eligibility, holdoutPercent, codeSource } = campaign;
  const { perIdentifier, perMinute } = limits;
  const each = perIdentifier && number.format(perIdentifier.coupons);
  const sentences = [
    kind === "shared_code" && sharedCode && `Everybody uses the code ${sharedCode}.`,
    kind === "referral" &&
      "Whoever invites somebody earns one when the invited user, who must be new, sends a first request.",
    codeSource === "pool" && "Only codes that were made or imported before.",
    describeOften(campaign),
    perIdentifier && `At most ${each} for each ${perIdentifier.attribute}.`,
    limits.costToServe &&
      `At most ${money(limits.costToServe.amount, limits.costToServe.currency)} in all, discounts and inference together.`,
    perMinute !== undefined && `No more than ${number.format(perMinute)} a minute.`,
    discount.minOrder !== undefined &&
      `For orders of ${money(discount.minOrder, discount.currency)} or more.`,
    windows && `Only ${describeWindows(windows)}.`,
    eligibility && `Only for whom ${describeRule(eligibility)}.`,
    holdoutPercent !== undefined && `${holdoutPercent} % of them get nothing, to measure the effect.`,
  ];
  return sentences.filter((sentence) => typeof sentence === "string");
}

/**
 * The campaign in plain words, as the form and the launch show it, in phrases of which some stand out. `zone` serves
 * where the campaign has none; years are told when they are not `thisYear`; what it costs to serve, where `forecast` tells.
 */
export function describeCampaign(
  campaign: Described,
  zone = "UTC",
  thisYear?: number,
  forecast: ServeForecast | null = null,
): Phrase[] {
  const { kind, limits, discount, couponValidHours } = campaign;
  const plain = (text: string): Phrase => ({ text, strong: false });
  const strong = (text: string): Phrase => ({ text, strong: true });
  const count =
    limits.coupons === undefined
      ? "coupons"
      : `${number.format(limits.coupons)} ${limits.coupons === 1 ? "coupon" : "coupons"}`;
  const phrases = [
    plain(limits.coupons === undefined ? "Any number of " : "Up to "),
    strong(`${count} of ${describeDiscount(discount).replace(/ off$/, "")}`),
  ];
  if (discount.kind === "percent_off" && discount.maxAmount === undefined) phrases.push(plain(" off"));
  if (limits.perSubject !== undefined) {
    const each = limits.perSubject === 1 ? "one" : number.format(limits.perSubject);
    phrases.push(plain(", "), strong(`${each} for each person`));
  } else phrases.push(plain(`, as many as a person ${kind === "referral" ? "brings users" : "asks for"}`));
  phrases.push(...describeWindow(campaign, zone, thisYear));
  const most = mostDiscount(campaign);
  if (most !== undefined) {
    phrases.push(plain(", at most "), strong(money(most, discount.currency)), plain(" in discounts"));
  }
  if (forecast) {
    const inference = servePhrases(serveCostOf(campaign, forecast), forecast.currency);
    if (inference.length > 0) phrases.push(plain(most === undefined ? ", " : " and "), ...inference);
  }
  phrases.push(plain("."));
  if (couponValidHours !== undefined) {
    phrases.push(plain(` A coupon lasts ${describeValidity(couponValidHours)} after it is issued.`));
  }
  phrases.push(...describeTerms(campaign).map((sentence) => plain(` ${sentence}`)));
  return phrases;
}
