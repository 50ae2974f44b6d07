import { z } from "zod";
import { toInstant, toLocalInput } from "../kernel/local-time";
import { isCurrency, minorDigits, ungroup } from "../kernel/money";
import { isTimeZone } from "../kernel/time-zone";
import {
  campaignEdit,
  campaignInput,
  campaignKinds,
  limitNames,
  type ParsedCampaign,
} from "./campaign-input";
import { parseRuleLines, parseWindowLines, toRuleLines, toWindowLines } from "./term-lines";

type Typed = Record<string, unknown>;

/** "5,000" → 5000. What is no whole number stays as typed, for the schema to refuse beside its field. */
export function parseWhole(typed: unknown): unknown {
  const text = ungroup(String(typed));
  return /^-?\d{1,16}$/.test(text) ? Number(text) : typed;
}

/** "1,250.50" in a currency with two digits → 125050. Too many digits stay as typed. */
export function parseMoney(typed: unknown, currency: unknown): unknown {
  if (typeof currency !== "string" || !isCurrency(currency)) return parseWhole(typed);
  const digits = minorDigits(currency);
  const match = /^(\d{1,13})(?:\.(\d*))?$/.exec(ungroup(String(typed)));
  if (!match || (match[2] ?? "").length > digits) return typed;
  return Number(`${match[1]}${(match[2] ?? "").padEnd(digits, "0")}`);
}

/** "0.12" of a currency unit → "120000" micro-units. Too many digits stay as typed. */
export function parseMicros(typed: unknown): unknown {
  const match = /^(\d{1,9})(?:\.(\d{0,6}))?$/.exec(ungroup(String(typed)));
  return match ? String(BigInt(`${match[1]}${(match[2] ?? "").padEnd(6, "0")}`)) : typed;
}

function parseTime(typed: unknown, zone: unknown): unknown {
  const at = typeof zone === "string" && isTimeZone(zone) ? zone : "UTC";
  return toInstant(String(typed), at) ?? typed;
}

const isSet = (value: unknown) => value !== undefined && value !== "";
const present = (object: Typed) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => isSet(value)));

/** Which of the discount's fields mean something for a kind: the form may carry the others along, hidden. */
function readDiscount(typed: Typed): Typed {
  const { kind, value, currency, maxAmount, minOrder } = typed;
  const inMoney = kind === "amount_off" || kind === "fixed_price";
  const bounded = (inMoney || kind === "percent_off") && isSet(minOrder);
  const capped = kind === "percent_off" && isSet(maxAmount);
  return present({
    kind,
    value: isSet(value) ? (inMoney ? parseMoney(value, currency) : parseWhole(value)) : undefined,
    currency: inMoney || capped || bounded ? currency : undefined,
    maxAmount: capped ? parseMoney(maxAmount, currency) : undefined,
    minOrder: bounded ? parseMoney(minOrder, currency) : undefined,
  });
}

const wholeLimits = [
  "coupons",
  "perSubject",
  "perSubjectPerDay",
  "perSubjectPerWeek",
  "perSubjectPerMonth",
  "perMinute",
] as const;

function readLimits(typed: Typed, money: unknown): Typed {
  const { identifier, perIdentifier, discount, costToServe, costCurrency, expectedCostPerCoupon } = typed;
  const whole = wholeLimits.map((limit) => [
    limit,
    isSet(typed[limit]) ? parseWhole(typed[limit]) : undefined,
  ]);
  const each = present({
    attribute: typeof identifier === "string" ? identifier.trim() : undefined,
    coupons: isSet(perIdentifier) ? parseWhole(perIdentifier) : undefined,
  });
  return present({
    ...Object.fromEntries(whole),
    perIdentifier: Object.keys(each).length > 0 ? each : undefined,
    discount: isSet(discount) ? parseMoney(discount, money) : undefined,
    costToServe: isSet(costToServe)
      ? { amount: parseMoney(costToServe, costCurrency), currency: costCurrency }
      : undefined,
    expectedCostPerCoupon: isSet(expectedCostPerCoupon) ? parseMicros(expectedCostPerCoupon) : undefined,
  });
}

const trimmed = (value: unknown) => (typeof value === "string" ? value.trim() : undefined);

/** What the sections under "More" say. */
function readMore(form: Typed): Typed {
  const { windows, eligibility, holdoutPercent, codeLength, tags, stackGroup } = form;
  const { stackPriority: priority } = form;
  const lines = (value: unknown) => typeof value === "string" && value.trim() !== "";
  const listed = trimmed(tags)
    ?.split(",")
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
  const isShared = form.kind === "shared_code";
  return {
    kind: form.kind === "coupon" ? undefined : form.kind,
    sharedCode: isShared ? trimmed(form.sharedCode) : undefined,
    windows: lines(windows) ? parseWindowLines(String(windows)) : undefined,
    eligibility: lines(eligibility) ? parseRuleLines(String(eligibility)) : undefined,
    holdoutPercent: isSet(holdoutPercent) ? parseWhole(holdoutPercent) : undefined,
    codeLength: isSet(codeLength) ? parseWhole(codeLength) : undefined,
    codeCharset: form.codeCharset === "unambiguous" ? undefined : form.codeCharset,
    codeSource: form.codeSource === "generated" ? undefined : form.codeSource,
    stacking: trimmed(stackGroup)
      ? present({ group: trimmed(stackGroup), priority: isSet(priority) ? parseWhole(priority) : undefined })
      : undefined,
    rollback: form.rollback === "returns" ? undefined : form.rollback,
    tags: listed && listed.length > 0 ? listed : undefined,
  };
}

/**
 * A filled-in form (an object of strings, dotted names nested) as the API's body: money typed in units, times on the
 * wall of the form's zone, validity in days. What cannot be read stays as typed and is refused beside its field.
 */
export function fromCampaignForm(form: Typed): Typed {
  const discount = readDiscount((form.discount ?? {}) as Typed);
  const limits = (form.limits ?? {}) as Typed;
  const { startsAt, endsAt, timeZone, couponValidDays } = form;
  const kind = discount.kind;
  const money = (form.discount as Typed | undefined)?.currency;
  const bounded = isSet(limits.discount);
  const needsMoney = bounded && kind === "percent_off" && isSet(money);
  const days = isSet(couponValidDays) ? parseWhole(couponValidDays) : undefined;
  return present({
    key: form.key,
    name: typeof form.name === "string" ? form.name.trim() : form.name,
    description: typeof form.description === "string" ? form.description.trim() : undefined,
    discount: needsMoney ? { ...discount, currency: money } : discount,
    limits: readLimits(limits, money),
    startsAt: isSet(startsAt) ? parseTime(startsAt, timeZone) : undefined,
    endsAt: isSet(endsAt) ? parseTime(endsAt, timeZone) : undefined,
    timeZone,
    couponValidHours: typeof days === "number" ? days * 24 : days,
    codePrefix: typeof form.codePrefix === "string" ? form.codePrefix.trim().toUpperCase() : undefined,
    ...readMore(form),
  });
}

const typed = z.record(z.string(), z.unknown());

/** The form of /campaigns/new. */
export const campaignForm = typed.transform(fromCampaignForm).pipe(campaignInput);

const clearable = [
  "description",
  "startsAt",
  "endsAt",
  "timeZone",
  "couponValidHours",
  "codePrefix",
] as const;

/** Fields under "More" and the names of their controls: taken away only where the form had the control. */
const more: [field: string, control: string][] = [
  ["codeLength", "codeLength"],
  ["codeCharset", "codeCharset"],
  ["codeSource", "codeSource"],
  ["windows", "windows"],
  ["eligibility", "eligibility"],
  ["holdoutPercent", "holdoutPercent"],
  ["stacking", "stackGroup"],
  ["rollback", "rollback"],
  ["tags", "tags"],
];

/** Kinds whose coupons have a code each. */
const ownCodes: string[] = campaignKinds.filter((kind) => kind !== "shared_code");

function noLimits(form: Typed): Typed {
  const shown = (form.limits ?? {}) as Typed;
  const always = ["coupons", "perSubject", "discount"];
  const offered = limitNames.filter((limit) => always.includes(limit) || Object.hasOwn(shown, limit));
  return Object.fromEntries(offered.map((limit) => [limit, null]));
}

/**
 * The form of …/edit as an edit: what was left empty is taken away. `fixed` names the fields that the form did not
 * offer, because they may no longer change.
 */
export function fromEditForm(form: Typed): Typed {
  const { key: _, discount, limits, ...fields } = fromCampaignForm(form);
  const fixed = String(form.fixed ?? "").split(" ");
  const cleared = clearable.filter((field) => !fixed.includes(field)).map((field) => [field, null]);
  const offered = more.filter(([, control]) => Object.hasOwn(form, control)).map(([field]) => [field, null]);
  return {
    revision: parseWhole(form.revision),
    ...Object.fromEntries(cleared),
    ...Object.fromEntries(offered),
    ...fields,
    ...(ownCodes.includes(String(form.kind)) ? { kind: form.kind, sharedCode: null } : {}),
    ...(fixed.includes("discount") ? {} : { discount }),
    ...(fixed.includes("limits") ? {} : { limits: { ...noLimits(form), ...(limits as Typed) } }),
  };
}

export const campaignEditForm = typed
  .transform(fromEditForm)
  .pipe(z.strictObject({ ...campaignEdit.shape, revision: z.int("is missing; load the page again") }));

function toUnits(amount: number, currency: string): string {
  const digits = minorDigits(currency);
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat("en", format).format(amount / 10 ** digits);
}

/** "120000" micro-units → "0.12", every digit that says something. */
function toPlainUnits(micros: string): string {
  const digits = micros.padStart(7, "0");
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, "");
}

const count = new Intl.NumberFormat("en");

/** As toLocalInput; the seconds are told when there are any, so that saving changes nothing. */
function toTyped(instant: string, zone: string): string {
  const seconds = instant.slice(17, 19);
  return `${toLocalInput(instant, zone)}${seconds === "00" ? "" : `:${seconds}`}`;
}

/**
 * A campaign as the form shows it, by field name: the reverse of fromCampaignForm, times on the wall of its own zone or
 * else of `zone`. Hours of validity that are no whole days have no field.
 */
export function toCampaignForm(campaign: Omit<ParsedCampaign, "key">, zone: string): Record<string, string> {
  const {
    name,
    description,
    discount,
    limits = {},
    startsAt,
    endsAt,
    couponValidHours,
    codePrefix,
  } = campaign;
  const { kind, value, currency, maxAmount, minOrder } = discount;
  const { perIdentifier, costToServe, expectedCostPerCoupon } = limits;
  const timeZone = campaign.timeZone ?? zone;
  const inMoney = kind === "amount_off" || kind === "fixed_price";
  const days =
    couponValidHours !== undefined && couponValidHours % 24 === 0 ? couponValidHours / 24 : undefined;
  return present({
    name,
    description,
    "discount.kind": kind,
    "discount.value": inMoney && currency ? toUnits(value, currency) : count.format(value),
    "discount.currency": currency,
    "discount.maxAmount": maxAmount !== undefined && currency ? toUnits(maxAmount, currency) : undefined,
    "discount.minOrder": minOrder !== undefined && currency ? toUnits(minOrder, currency) : undefined,
    "limits.coupons": limits.coupons === undefined ? undefined : count.format(limits.coupons),
    "limits.perSubject": limits.perSubject?.toString(),
    "limits.perSubjectPerDay": limits.perSubjectPerDay?.toString(),
    "limits.perSubjectPerWeek": limits.perSubjectPerWeek?.toString(),
    "limits.perSubjectPerMonth": limits.perSubjectPerMonth?.toString(),
    "limits.perMinute": limits.perMinute?.toString(),
    "limits.identifier": perIdentifier?.attribute,
    "limits.perIdentifier": perIdentifier?.coupons.toString(),
    "limits.discount":
      limits.discount !== undefined && currency ? toUnits(limits.discount, currency) : undefined,
    "limits.costToServe": costToServe && toUnits(costToServe.amount, costToServe.currency),
    "limits.costCurrency": costToServe?.currency,
    "limits.expectedCostPerCoupon": expectedCostPerCoupon && toPlainUnits(expectedCostPerCoupon),
    startsAt: startsAt && toTyped(startsAt, timeZone),
    endsAt: endsAt && toTyped(endsAt, timeZone),
    timeZone,
    couponValidDays: days?.toString(),
    codePrefix,
    kind: campaign.kind,
    sharedCode: campaign.sharedCode,
    codeLength: campaign.codeLength?.toString(),
    codeCharset: campaign.codeCharset,
    codeSource: campaign.codeSource,
    windows: campaign.windows && toWindowLines(campaign.windows),
    eligibility: campaign.eligibility && (toRuleLines(campaign.eligibility) ?? undefined),
    holdoutPercent: campaign.holdoutPercent?.toString(),
    stackGroup: campaign.stacking?.group,
    stackPriority: campaign.stacking?.priority?.toString(),
    rollback: campaign.rollback,
    tags: campaign.tags?.join(", "),
  }) as Record<string, string>;
}

/** Fields by dotted name as an object of objects, one level deep. */
export function nestFields(fields: Record<string, string>): Typed {
  const nested: Typed = {};
  for (const [name, value] of Object.entries(fields)) {
    const [group = name, field] = name.split(".", 2);
    if (field === undefined) nested[name] = value;
    else nested[group] = { ...(nested[group] as Typed | undefined), [field]: value };
  }
  return nested;
}
