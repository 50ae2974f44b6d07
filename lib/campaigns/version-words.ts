import { toCampaignForm } from "./campaign-form";
import type { ParsedCampaign } from "./campaign-input";
import { describeRule } from "./eligibility";

/** Names of fields as the form has them; in the order of its sections. */
const labels: [field: string, label: string][] = [
  ["name", "Name"],
  ["description", "Meant for"],
  ["kind", "Kind"],
  ["sharedCode", "The shared code"],
  ["discount.kind", "Discount"],
  ["discount.value", "Each coupon gives"],
  ["discount.currency", "Currency"],
  ["discount.maxAmount", "At most"],
  ["discount.minOrder", "Minimum order"],
  ["eligibility", "Only for whom"],
  ["holdoutPercent", "Held out, per cent"],
  ["limits.coupons", "Coupons at most"],
  ["limits.perSubject", "For each person"],
  ["limits.perSubjectPerDay", "A day, for each person"],
  ["limits.perSubjectPerWeek", "A week, for each person"],
  ["limits.perSubjectPerMonth", "A month, for each person"],
  ["limits.identifier", "Limited by"],
  ["limits.perIdentifier", "For each of those"],
  ["limits.perMinute", "A minute"],
  ["limits.discount", "Discounts at most"],
  ["limits.costToServe", "Costs at most"],
  ["limits.expectedCostPerCoupon", "Inference of a coupon"],
  ["startsAt", "Starts"],
  ["endsAt", "Ends"],
  ["timeZone", "Time zone"],
  ["windows", "Days and hours"],
  ["couponValidDays", "A coupon lasts, days"],
  ["couponValidHours", "A coupon lasts, hours"],
  ["codePrefix", "Codes begin with"],
  ["codeLength", "Symbols of a code"],
  ["codeCharset", "Letters of a code"],
  ["codeSource", "Codes come from"],
  ["stackGroup", "Exclusive group"],
  ["stackPriority", "Priority in it"],
  ["rollback", "After a rollback"],
  ["tags", "Tags"],
];

/** One field of two wordings in words; null where it was or is not set. */
export type WordedChange = { field: string; label: string; before: string | null; after: string | null };

function inWords(wording: ParsedCampaign, zone: string): Map<string, string> {
  const { key: _, ...campaign } = wording;
  const form = new Map(Object.entries(toCampaignForm(campaign, zone)));
  // a rule that lines cannot say, and hours that are no days, have no field in the form
  if (wording.eligibility && !form.has("eligibility")) {
    form.set("eligibility", describeRule(wording.eligibility));
  }
  if (wording.couponValidHours !== undefined && !form.has("couponValidDays")) {
    form.set("couponValidHours", String(wording.couponValidHours));
  }
  // the zone that only stands in the form because the installation has one is nobody's word
  if (wording.timeZone === undefined) form.delete("timeZone");
  return form;
}

const plain = (field: string, words: string | undefined) => {
  if (words === undefined) return null;
  return field === "startsAt" || field === "endsAt" ? words.replace("T", " ") : words.replaceAll("_", " ");
};

/** What differs between two wordings of a campaign, as its form would show it, times on the wall of each one's zone. */
export function wordChanges(before: ParsedCampaign, after: ParsedCampaign, zone: string): WordedChange[] {
  const was = inWords(before, zone);
  const is = inWords(after, zone);
  const free = new Set([
    "name",
    "description",
    "tags",
    "eligibility",
    "sharedCode",
    "stackGroup",
    "timeZone",
  ]);
  const shown = (field: string, words: string | undefined) =>
    free.has(field) ? (words ?? null) : plain(field, words);
  return labels
    .map(([field, label]) => ({
      field,
      label,
      before: shown(field, was.get(field)),
      after: shown(field, is.get(field)),
    }))
    .filter((change) => change.before !== change.after);
}
