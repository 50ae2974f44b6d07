import { describe, expect, it } from "vitest";
import { describeCampaign } from "./describe";
import { toSentence } from "./phrase";
import { mostCoupons, type ServeForecast, serveCostOf, serveDays } from "./serve-forecast";
import { serveBasisWords } from "./serve-words";

const discount = { kind: "amount_off" as const, value: 2_500, currency: "CNY" };
const forecast: ServeForecast = {
  currency: "CNY",
  days: Array.from({ length: 30 }, (_, nth) => ({
    micros: String((nth + 1) * 206_667),
    lowMicros: String((nth + 1) * 160_000),
    highMicros: String((nth + 1) * 260_000),
  })),
  restsOn: { users: 3_412, from: "2026-10-02", to: "2026-11-29", words: "2 Oct – 29 Nov 2026" },
  unpricedRequests: 0,
  usageDays: 80,
  needed: Array.from({ length: 30 }, (_, nth) => nth + 15),
};

describe("a coupon user is counted", () => {
  it.each([
    ["30 days when nothing ends", {}, 30],
    ["as long as a coupon is valid", { couponValidHours: 168 }, 7],
    ["a day begun as a day", { couponValidHours: 25 }, 2],
    ["30 days at most", { couponValidHours: 8_760 }, 30],
    [
      "as long as the campaign lasts, when its coupons end with it",
      { startsAt: "2026-12-01T00:00:00Z", endsAt: "2026-12-11T00:00:00Z" },
      10,
    ],
    [
      "by its launch when no start was set",
      { launchedAt: "2026-12-01T00:00:00Z", endsAt: "2026-12-04T12:00:00Z" },
      4,
    ],
    ["30 days while nobody knows how long the campaign is", { endsAt: "2026-12-04T12:00:00Z" }, 30],
  ])("%s", (_, campaign, days) => {
    expect(serveDays(campaign)).toBe(days);
  });
});

it.each([
  [{}, undefined],
  [{ coupons: 40 }, 40],
  [{ discount: 5_001 }, 2],
  [{ coupons: 40, discount: 50_000 }, 20],
])("with the limits %j there are at most %s coupons", (limits, coupons) => {
  expect(mostCoupons({ discount, limits })).toBe(coupons);
});

it("the sentence says what it costs to serve, with its interval", () => {
  const campaign = { discount, limits: { coupons: 50_000, perSubject: 1 } };
  expect(toSentence(describeCampaign(campaign, "UTC", 2026, forecast))).toContain(
    ", at most CNY 1,250,000 in discounts and about CNY 310,000 in inference over 30 days (90 % interval 240,000–390,000).",
  );
  expect(serveBasisWords(serveCostOf(campaign, forecast), forecast)).toBe(
    "The inference rests on what 3,412 new users of 2 Oct – 29 Nov 2026 cost in their first 30 days. A coupon's user: about 6.2.",
  );
});

it("without an end of the coupons it says what one costs", () => {
  const campaign = { discount, limits: {}, couponValidHours: 24 };
  expect(toSentence(describeCampaign(campaign, "UTC", 2026, forecast))).toContain(
    ", about CNY 0.21 in inference for each coupon over a day (90 % interval 0.16–0.26).",
  );
});

it("with too short a history there is no figure and no interval, but what it takes", () => {
  const short = { ...forecast, days: forecast.days.slice(0, 3), usageDays: 20 };
  const campaign = { discount, limits: { coupons: 5 } };
  expect(toSentence(describeCampaign(campaign, "UTC", 2026, short))).not.toContain("inference");
  const cost = serveCostOf(campaign, short);
  expect(serveBasisWords(cost, short)).toBe(
    "Not enough data to say what a user costs over 30 days: it takes 44 full days of usage; there are 20.",
  );
  expect(serveCostOf(campaign, null)).toMatchObject({ known: false });
});
