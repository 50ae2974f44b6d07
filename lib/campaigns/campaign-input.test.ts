import { describe, expect, it } from "vitest";
import { campaignEditForm, campaignForm, parseMoney, parseWhole } from "./campaign-form";
import { campaignEdit, campaignInput } from "./campaign-input";

const right = {
  key: "autumn-welcome",
  name: "Autumn welcome",
  discount: { kind: "amount_off", value: 2500, currency: "CNY" },
};
const pointers = (result: {
  success: boolean;
  error?: { issues: { path: PropertyKey[]; code: string }[] };
}) => (result.success ? [] : (result.error?.issues ?? []).map(({ path }) => path.join(".")));

describe("a campaign coming in", () => {
  it.each([
    { discount: { kind: "percent_off", value: 100 } },
    { discount: { kind: "percent_off", value: 20, maxAmount: 5000, currency: "USD" } },
    { discount: { kind: "fixed_price", value: 900, currency: "JPY" } },
    { discount: { kind: "free_tokens", value: 100_000 } },
    { discount: { kind: "free_days", value: 7 }, limits: { coupons: 1 } },
    { limits: { coupons: Number.MAX_SAFE_INTEGER, perSubject: 1, discount: 1 } },
    { limits: {} },
    { startsAt: "2026-11-27T10:00:00+08:00", endsAt: "2026-11-27T02:00:00.001Z", timeZone: "Asia/Shanghai" },
    { codePrefix: "SHA-", couponValidHours: 336, description: "two\nlines" },
    { name: "春の歓迎 🎉" },
    { codeLength: 6, codeCharset: "digits" },
    { codeLength: 9, codeCharset: "digits", limits: { coupons: 1_000_000 } },
    { codeLength: 6, codeCharset: "digits", codeSource: "pool", limits: { coupons: 1_001 } },
  ])("may be %j", (more) => {
    expect(pointers(campaignInput.safeParse({ ...right, ...more }))).toEqual([]);
  });

  it.each([
    [{ key: "ab" }, "key"],
    [{ key: "Upper" }, "key"],
    [{ key: "a".repeat(61) }, "key"],
    [{ name: "" }, "name"],
    [{ name: "  " }, "name"],
    [{ name: "a\u0000b" }, "name"],
    [{ name: "a\nb" }, "name"],
    [{ name: "a".repeat(121) }, "name"],
    [{ description: "a".repeat(2001) }, "description"],
    [{ discount: { kind: "half_off", value: 1 } }, "discount.kind"],
    [{ discount: { kind: "percent_off", value: 101 } }, "discount.value"],
    [{ discount: { kind: "percent_off", value: 12.5 } }, "discount.value"],
    [{ discount: { kind: "percent_off", value: 0 } }, "discount.value"],
    [{ discount: { kind: "amount_off", value: 2500 } }, "discount.currency"],
    [{ discount: { kind: "fixed_price", value: 2500 } }, "discount.currency"],
    [{ discount: { kind: "amount_off", value: 2500, currency: "ABC" } }, "discount.currency"],
    [{ discount: { kind: "amount_off", value: 2500, currency: "cny" } }, "discount.currency"],
    [{ discount: { kind: "amount_off", value: "2500", currency: "CNY" } }, "discount.value"],
    [{ discount: { kind: "amount_off", value: 2 ** 53, currency: "CNY" } }, "discount.value"],
    [{ discount: { kind: "amount_off", value: 1, currency: "CNY", maxAmount: 1 } }, "discount.maxAmount"],
    [{ discount: { kind: "percent_off", value: 1, maxAmount: 1 } }, "discount.currency"],
    [{ discount: { kind: "free_days", value: 7, currency: "CNY" } }, "discount.currency"],
    [{ discount: { kind: "free_days", value: 7 }, limits: { discount: 5 } }, "discount.currency"],
    [{ limits: { coupons: 0 } }, "limits.coupons"],
    [{ codeLength: 6, codeCharset: "digits", limits: { coupons: 1_001 } }, "codeLength"],
    [{ codeLength: 8, codeCharset: "digits", limits: { coupons: 1_000_000 } }, "codeLength"],
    [{ limits: { coupons: -1 } }, "limits.coupons"],
    [{ limits: { perSubject: 1.5 } }, "limits.perSubject"],
    [{ limits: { perSubject: 2 ** 31 } }, "limits.perSubject"],
    [{ startsAt: "2026-11-27" }, "startsAt"],
    [{ startsAt: "2026-11-27T10:00:00" }, "startsAt"],
    [{ startsAt: "1999-12-31T23:59:59Z" }, "startsAt"],
    [{ endsAt: "2101-01-01T00:00:00Z" }, "endsAt"],
    [{ startsAt: "2026-11-27T10:00:00Z", endsAt: "2026-11-27T10:00:00Z" }, "endsAt"],
    [{ timeZone: "Mars/Olympus" }, "timeZone"],
    [{ timeZone: "+08:00" }, "timeZone"],
    [{ couponValidHours: 0 }, "couponValidHours"],
    [{ codePrefix: "sha" }, "codePrefix"],
    [{ codePrefix: "A".repeat(13) }, "codePrefix"],
  ])("is refused with %j, at %s", (wrong, pointer) => {
    expect(pointers(campaignInput.safeParse({ ...right, ...wrong }))).toEqual([pointer]);
  });

  it("has no unknown fields, at any depth", () => {
    const odd = { ...right, colour: "red", discount: { ...right.discount, extra: 1 }, limits: { people: 3 } };
    const parsed = campaignInput.safeParse(odd);
    const keys = parsed.success
      ? []
      : parsed.error.issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []));
    expect(keys.sort()).toEqual(["colour", "extra", "people"]);
  });

  it("comes out with times in UTC, and reading it twice changes nothing", () => {
    const once = campaignInput.parse({ ...right, startsAt: "2026-11-27T10:00:00+08:00" });
    expect(once.startsAt).toBe("2026-11-27T02:00:00.000Z");
    expect(campaignInput.parse(once)).toEqual(once);
  });

  it("never changes its key or state by an edit", () => {
    for (const field of ["key", "status", "issued", "issuance"]) {
      expect(campaignEdit.safeParse({ [field]: "x" }).success).toBe(false);
    }
  });
});

describe("a campaign typed into the form", () => {
  it("is the same campaign: units, local times, days", () => {
    const form = {
      key: "autumn-welcome",
      name: " Autumn welcome ",
      discount: { kind: "amount_off", value: "25.00", currency: "CNY", maxAmount: "" },
      limits: { coupons: "50,000", perSubject: "1", discount: "1,250,000" },
      startsAt: "2026-11-27T10:00",
      endsAt: "2026-12-27T10:00",
      timeZone: "Asia/Shanghai",
      couponValidDays: "14",
      codePrefix: "sha-",
    };
    expect(campaignForm.parse(form)).toEqual({
      key: "autumn-welcome",
      name: "Autumn welcome",
      discount: { kind: "amount_off", value: 2500, currency: "CNY" },
      limits: { coupons: 50_000, perSubject: 1, discount: 125_000_000 },
      startsAt: "2026-11-27T02:00:00.000Z",
      endsAt: "2026-12-27T02:00:00.000Z",
      timeZone: "Asia/Shanghai",
      couponValidHours: 336,
      codePrefix: "SHA-",
    });
  });

  it.each([
    [{ discount: { kind: "amount_off", value: "25.005", currency: "CNY" } }, "discount.value"],
    [{ discount: { kind: "amount_off", value: "1.5", currency: "JPY" } }, "discount.value"],
    [{ discount: { kind: "percent_off", value: "a fifth" } }, "discount.value"],
    [{ limits: { coupons: "many" } }, "limits.coupons"],
    [{ startsAt: "tomorrow" }, "startsAt"],
    [{ couponValidDays: "1.5" }, "couponValidHours"],
  ])("with %j is refused beside its field", (wrong, pointer) => {
    expect(pointers(campaignForm.safeParse({ ...right, ...wrong }))).toContain(pointer);
  });

  it("edited: what is emptied goes, what the form did not offer stays", () => {
    const edit = campaignEditForm.parse({
      revision: "3",
      fixed: "discount startsAt",
      name: "Other",
      timeZone: "UTC",
      limits: { coupons: "10" },
    });
    expect(edit).toEqual({
      revision: 3,
      name: "Other",
      description: null,
      endsAt: null,
      timeZone: "UTC",
      couponValidHours: null,
      codePrefix: null,
      limits: { coupons: 10, perSubject: null, discount: null },
    });
  });
});

it.each([
  ["5,000", 5000],
  ["1 000", 1000],
  ["1.5", "1.5"],
  ["", ""],
])("a whole number typed %j reads %j", (typed, read) => expect(parseWhole(typed)).toBe(read));

it.each([
  ["25", "CNY", 2500],
  ["25.5", "CNY", 2550],
  ["1,000", "JPY", 1000],
  ["0.125", "KWD", 125],
  ["-5", "CNY", "-5"],
])("money typed %j in %s reads %j minor units", (typed, currency, read) => {
  expect(parseMoney(typed, currency)).toBe(read);
});
