import { describe, expect, it } from "vitest";
import { campaignEditForm, campaignForm, nestFields, toCampaignForm } from "./campaign-form";
import { campaignInput, type ParsedCampaign } from "./campaign-input";
import { describeForm } from "./form-sentence";
import { toSentence } from "./phrase";
import { suggestKey } from "./suggest-key";

const say = (fields: Record<string, string>) => {
  const phrases = describeForm(fields, "Asia/Shanghai", 2026);
  return phrases && toSentence(phrases);
};
const off = { "discount.kind": "amount_off", "discount.value": "25", "discount.currency": "CNY" };

describe("the sentence beside the form", () => {
  it.each<[string, Record<string, string>, string | null]>([
    ["says nothing before it is known what a coupon gives", { name: "x" }, null],
    ["says nothing while the value is wrong", { ...off, "discount.value": "-5" }, null],
    ["says nothing without the currency of money", { ...off, "discount.currency": "" }, null],
    [
      "leaves out a limit that is wrong and keeps the one that holds",
      { ...off, "limits.coupons": "5,000", "limits.perSubject": "none" },
      "Up to 5,000 coupons of CNY 25, as many as a person asks for, from its launch until someone ends it, at most CNY 125,000 in discounts.",
    ],
    [
      "leaves out an end before the start",
      { ...off, timeZone: "Asia/Shanghai", startsAt: "2026-11-27T10:00", endsAt: "2026-11-26T10:00" },
      "Any number of coupons of CNY 25, as many as a person asks for, from Fri 27 Nov 10:00 until someone ends it (Asia/Shanghai).",
    ],
    [
      "tells a whole campaign",
      {
        "discount.kind": "percent_off",
        "discount.value": "20",
        "discount.currency": "CNY",
        "discount.maxAmount": "10.50",
        "limits.coupons": "300",
        "limits.perSubject": "1",
        "limits.discount": "3000",
        timeZone: "UTC",
        endsAt: "2027-01-01T00:00",
        couponValidDays: "14",
      },
      "Up to 300 coupons of 20 % off, at most CNY 10.50, one for each person, from its launch to Fri 1 Jan 2027 00:00 (UTC), at most CNY 3,000 in discounts. A coupon lasts 14 days after it is issued.",
    ],
  ])("%s", (_, fields, sentence) => {
    expect(say(fields)).toBe(sentence);
  });
});

const campaigns: Omit<ParsedCampaign, "key">[] = [
  { name: "Plain", discount: { kind: "free_days", value: 7 } },
  {
    name: "Everything",
    description: "two\nlines",
    discount: { kind: "percent_off", value: 20, currency: "KWD", maxAmount: 1_234_567 },
    limits: { coupons: 5, perSubject: 2, discount: 9_999 },
    startsAt: "2026-11-27T02:00:00.000Z",
    endsAt: "2026-12-27T02:00:59.000Z",
    timeZone: "America/New_York",
    couponValidHours: 336,
    codePrefix: "SHA-",
  },
  {
    name: "All costs",
    discount: { kind: "free_days", value: 7 },
    limits: { costToServe: { amount: 125_050, currency: "USD" }, expectedCostPerCoupon: "120000" },
  },
  { name: "Yen", discount: { kind: "fixed_price", value: 100, currency: "JPY" }, limits: { discount: 1 } },
];

describe("a campaign shown in the form", () => {
  it.each(campaigns)("comes back unchanged from a new form: $name", (campaign) => {
    const fields = { key: "any", ...toCampaignForm(campaign, "UTC") };
    const read = campaignForm.parse(nestFields(fields));
    expect(read).toEqual(campaignInput.parse({ key: "any", limits: {}, timeZone: "UTC", ...campaign }));
  });

  it.each(campaigns)("comes back unchanged from the edit form: $name", (campaign) => {
    const fields = { ...toCampaignForm(campaign, "UTC"), revision: "3" };
    const { revision, ...edit } = campaignEditForm.parse(nestFields(fields));
    expect(revision).toBe(3);
    const { limits, discount, name, ...rest } = campaign;
    expect(edit).toEqual({
      ...{ description: null, startsAt: null, endsAt: null, couponValidHours: null, codePrefix: null },
      timeZone: "UTC",
      ...rest,
      name,
      discount,
      limits: { coupons: null, perSubject: null, discount: null, ...limits },
    });
  });

  it("leaves alone what the form did not offer", () => {
    const fixed = "discount limits startsAt endsAt timeZone couponValidHours codePrefix";
    expect(campaignEditForm.parse({ name: "New", revision: "3", fixed })).toEqual({
      name: "New",
      description: null,
      revision: 3,
    });
  });
});

describe("suggestKey", () => {
  it.each([
    ["Winter welcome, Shanghai", "winter-welcome-shanghai"],
    ["  Zürich — Été 2026! ", "zurich-ete-2026"],
    ["新年", ""],
    ["ab", ""],
    [`${"long name ".repeat(10)}`, "long-name-long-name-long-name-long-name-long-name-long-name"],
  ])("makes of %j the key %j", (name, key) => {
    expect(suggestKey(name)).toBe(key);
  });
});
