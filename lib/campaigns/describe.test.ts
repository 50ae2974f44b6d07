import { expect, it } from "vitest";
import { type Described, describeCampaign, mostDiscount } from "./describe";
import { toSentence } from "./phrase";

const say = (campaign: Described) => toSentence(describeCampaign(campaign, "UTC", 2026));
const cny = { kind: "amount_off" as const, value: 2500, currency: "CNY" };

it.each<[Described, string]>([
  [
    {
      discount: cny,
      limits: { coupons: 50_000, perSubject: 1 },
      startsAt: "2026-11-27T02:00:00.000Z",
      endsAt: "2026-12-27T02:00:00.000Z",
      timeZone: "Asia/Shanghai",
      couponValidHours: 336,
    },
    "Up to 50,000 coupons of CNY 25, one for each person, from Fri 27 Nov 10:00 to Sun 27 Dec 10:00 (Asia/Shanghai), at most CNY 1,250,000 in discounts. A coupon lasts 14 days after it is issued.",
  ],
  [
    { discount: { kind: "percent_off", value: 20 }, limits: {} },
    "Any number of coupons of 20 % off, as many as a person asks for, from its launch until someone ends it.",
  ],
  [
    {
      discount: { kind: "percent_off", value: 20, maxAmount: 5000, currency: "USD" },
      limits: { coupons: 1, perSubject: 3 },
    },
    "Up to 1 coupon of 20 % off, at most USD 50, 3 for each person, from its launch until someone ends it, at most USD 50 in discounts.",
  ],
  [
    {
      discount: { kind: "free_tokens", value: 100_000 },
      limits: { coupons: 10, perSubject: 1 },
      couponValidHours: 1,
    },
    "Up to 10 coupons of 100,000 free tokens, one for each person, from its launch until someone ends it. A coupon lasts 1 hour after it is issued.",
  ],
])("%# says in plain words what will happen", (campaign, sentence) => {
  expect(say(campaign)).toBe(sentence);
});

it.each<[Described["limits"], number | undefined]>([
  [{}, undefined],
  [{ coupons: 10 }, 25_000],
  [{ discount: 9_000 }, 9_000],
  [{ coupons: 10, discount: 9_000 }, 9_000],
  [{ coupons: 2, discount: 9_000 }, 5_000],
])("the most that discounts can come to with %j is %j", (limits, most) => {
  expect(mostDiscount({ discount: cny, limits })).toBe(most);
});
