import { describe, expect, it } from "vitest";
import { closePeriodForm } from "./period-form";

const read = (fields: Record<string, string>) => closePeriodForm.safeParse({ period: "2026-10", ...fields });

describe("the form that closes a month", () => {
  it.each([
    ["1234.5", "USD", 123_450],
    ["1,234.50", "USD", 123_450],
    ["1234", "JPY", 1234],
    ["0", "USD", 0],
  ])("reads an invoice of %s %s", (invoice, currency, amount) => {
    expect(read({ invoice, currency })).toMatchObject({
      success: true,
      data: { given: { invoice: { amount, currency } } },
    });
  });
  it.each([
    ["12.345", "USD"],
    ["-1", "USD"],
    ["ten", "USD"],
    ["1.5", "JPY"],
  ])("refuses an invoice of %s %s", (invoice, currency) => {
    expect(read({ invoice, currency })).toMatchObject({
      success: false,
      error: { issues: [{ path: ["given", "invoice", "amount"] }] },
    });
  });
  it("takes none for none", () => {
    expect(read({ invoice: "", currency: "USD", reason: "" })).toMatchObject({ data: { given: {} } });
  });
});
