import "server-only";
import { type Actor, authorize } from "../../auth";
import { type Attributes, isEligible } from "../../campaigns";
import { ok, type Result } from "../../kernel/result";
import { type Choice, chooseCoupons as choose } from "../choose-coupons";
import { toPlainCode } from "../coupon-code";
import { type ChooseInput, MOST_CHOICES } from "../coupon-input";
import { unavailable } from "../refusal";
import { type ChoiceRow, listOpenCodes, readChoices } from "./choose-queries";
import { recallTerms } from "./terms-memory";

/** Whether the rules of a shared code let the subject in; other codes asked when they were issued. */
async function judge(rows: ChoiceRow[], attributes: Attributes): Promise<Map<string, boolean> | "away"> {
  const judged = new Map<string, boolean>();
  for (const { plain, kind, has_rules: hasRules, campaign } of rows) {
    if (kind !== "shared_code" || !hasRules) continue;
    const terms = await recallTerms(campaign);
    if (terms === "away") return "away";
    judged.set(plain, terms === null || isEligible(terms.eligibility, attributes));
  }
  return judged;
}

function toCandidate(asked: string, row: ChoiceRow | undefined): Omit<Choice, "chosen"> {
  if (!row) return { code: asked, refusal: "coupon_not_found" };
  const { stack_group: group, stack_priority: priority, discount_amount: amount } = row;
  // without an amount nobody asked what it comes to
  const refusal = row.refusal === "amount_needed" ? null : row.refusal;
  return {
    code: row.code,
    ...(refusal === null ? {} : { refusal }),
    campaign: row.campaign,
    ...(group === null ? {} : { stacking: { group, ...(priority === null ? {} : { priority }) } }),
    discount: row.discount,
    ...(amount === null ? {} : { discountAmount: Number(amount) }),
    expiresAt: row.expires_at?.toISOString() ?? null,
  };
}

/**
 * Which coupons an order of the subject should use, of those named or else of all that it has open (at most
 * MOST_CHOICES): of each exclusive group the one of the highest priority. Nothing is held or redeemed.
 */
export async function chooseCoupons(
  actor: Actor,
  { subject, codes, orderId, amount, currency, attributes = {} }: ChooseInput,
): Promise<Result<{ data: Choice[] }>> {
  const may = authorize(actor, "use_coupons");
  if (!may.ok) return may;
  const asked = new Map<string, string>();
  for (const code of codes ?? (await listOpenCodes(subject, MOST_CHOICES))) {
    asked.set(toPlainCode(code) ?? code, code);
  }
  const plain = [...asked.keys()];
  const order = {
    subject,
    orderId: orderId ?? null,
    amount: amount ?? null,
    currency: currency ?? null,
  };
  let rows = await readChoices(
    plain,
    plain.map(() => true),
    order,
  );
  const judged = await judge(rows, attributes);
  if (judged === "away") return unavailable();
  if ([...judged.values()].includes(false)) {
    rows = await readChoices(
      plain,
      plain.map((code) => judged.get(code) ?? true),
      order,
    );
  }
  const byCode = new Map(rows.map((row) => [row.plain, row]));
  return ok({ data: choose(plain.map((code) => toCandidate(asked.get(code) ?? code, byCode.get(code)))) });
}
