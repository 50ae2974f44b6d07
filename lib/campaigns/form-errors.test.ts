import { expect, it } from "vitest";
import { campaignForm, nestFields } from "./campaign-form";
import { toFormErrors } from "./form-errors";

function wrong(values: Record<string, string>): Record<string, string> {
  const nested = nestFields(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "")));
  const parsed = campaignForm.safeParse(nested);
  const errors = parsed.success
    ? {}
    : Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join("."), message]));
  return toFormErrors(errors, values);
}

const whole = {
  key: "autumn",
  name: "Autumn",
  "discount.kind": "amount_off",
  "discount.value": "25",
  "discount.currency": "CNY",
};

it.each<[string, Record<string, string>, Record<string, string>]>([
  ["nothing", {}, {}],
  ["what is missing", { key: "", name: " " }, { key: "is needed", name: "is needed" }],
  [
    "money with too many digits",
    { "discount.value": "25.555" },
    { "discount.value": "must be an amount in CNY, with at most 2 digits after the point" },
  ],
  [
    "parts of a currency that has none",
    { "discount.value": "25.5", "discount.currency": "JPY" },
    { "discount.value": "must be a whole amount in JPY" },
  ],
  [
    "a count that is none",
    { "limits.coupons": "many", couponValidDays: "1.5" },
    { "limits.coupons": "must be a whole number", couponValidDays: "must be a whole number" },
  ],
  [
    "too long a validity",
    { couponValidDays: "3651" },
    { couponValidDays: "may be at most 3,650 days, ten years" },
  ],
  [
    "a per cent above 100",
    { "discount.kind": "percent_off", "discount.value": "101" },
    { "discount.value": "must be 1 to 100 per cent" },
  ],
])("the form says of %s what to do", (_, change, errors) => {
  expect(wrong({ ...whole, ...change })).toEqual(errors);
});

it("tells a floor in units of money", () => {
  const detail = "must be 105050 or more: so much is spent or promised";
  expect(toFormErrors({ "limits.discount": detail }, { ...whole, "limits.discount": "10" })).toEqual({
    "limits.discount": "must be CNY 1,050.50 or more: so much is spent or promised",
  });
});
