import { describe, expect, it } from "vitest";
import { type CampaignInput, campaignInput } from "./campaign-input";
import { wordChanges } from "./version-words";

const wording = (more: Partial<CampaignInput> = {}) =>
  campaignInput.parse({
    key: "tea",
    name: "Tea",
    discount: { kind: "amount_off", value: 2500, currency: "CNY" },
    ...more,
  });

describe("two wordings", () => {
  it("that say the same differ in nothing", () => {
    expect(wordChanges(wording(), wording(), "UTC")).toEqual([]);
  });

  it.each<[Partial<CampaignInput>, Partial<CampaignInput>, [string, string | null, string | null][]]>([
    [{}, { limits: { coupons: 5000 } }, [["Coupons at most", null, "5,000"]]],
    [
      { discount: { kind: "amount_off", value: 2500, currency: "CNY" } },
      { discount: { kind: "percent_off", value: 20 } },
      [
        ["Discount", "amount off", "percent off"],
        ["Each coupon gives", "25.00", "20"],
        ["Currency", "CNY", null],
      ],
    ],
    [
      { timeZone: "Asia/Shanghai", startsAt: "2026-11-27T10:00:00+08:00" },
      { timeZone: "Asia/Shanghai", startsAt: "2026-11-28T10:00:00+08:00" },
      [["Starts", "2026-11-27 10:00", "2026-11-28 10:00"]],
    ],
    [
      { couponValidHours: 36 },
      { couponValidHours: 48 },
      [
        ["A coupon lasts, days", null, "2"],
        ["A coupon lasts, hours", "36", null],
      ],
    ],
    [{ tags: ["a_b"] }, { tags: ["a_b", "c"] }, [["Tags", "a_b", "a_b, c"]]],
    [
      {},
      {
        eligibility: {
          any: [
            { attribute: "plan", op: "is", value: "pro" },
            { attribute: "vip", op: "is", value: true },
          ],
        },
      },
      [["Only for whom", null, "(plan must be pro or vip must be true)"]],
    ],
  ])("%j and %j", (before, after, told) => {
    const changes = wordChanges(wording(before), wording(after), "UTC");
    expect(changes.map(({ label, before: was, after: is }) => [label, was, is])).toEqual(told);
  });

  it("never forgets a field: what the API calls changed, the words tell too", () => {
    const full = wording({
      description: "d",
      limits: {
        coupons: 1,
        perSubject: 2,
        perSubjectPerDay: 1,
        perSubjectPerWeek: 1,
        perSubjectPerMonth: 1,
        perIdentifier: { attribute: "device", coupons: 1 },
        perMinute: 5,
        discount: 100_000,
      },
      startsAt: "2026-11-27T10:00:00Z",
      endsAt: "2026-12-27T10:00:00Z",
      timeZone: "Europe/Madrid",
      couponValidHours: 24,
      codePrefix: "TEA",
      codeLength: 10,
      codeCharset: "digits",
      codeSource: "pool",
      windows: [{ days: ["mon"], from: "09:00", to: "10:00" }],
      eligibility: { attribute: "plan", op: "is", value: "pro" },
      holdoutPercent: 10,
      stacking: { group: "g", priority: 2 },
      rollback: "uses_up",
      tags: ["t"],
    });
    const told = wordChanges(wording({ name: "Other" }), { ...full, name: "Tea" }, "UTC").map(
      ({ field }) => field,
    );
    expect(told).toEqual([
      "name",
      "description",
      "eligibility",
      "holdoutPercent",
      "limits.coupons",
      "limits.perSubject",
      "limits.perSubjectPerDay",
      "limits.perSubjectPerWeek",
      "limits.perSubjectPerMonth",
      "limits.identifier",
      "limits.perIdentifier",
      "limits.perMinute",
      "limits.discount",
      "startsAt",
      "endsAt",
      "timeZone",
      "windows",
      "couponValidDays",
      "codePrefix",
      "codeLength",
      "codeCharset",
      "codeSource",
      "stackGroup",
      "stackPriority",
      "rollback",
      "tags",
    ]);
  });
});
