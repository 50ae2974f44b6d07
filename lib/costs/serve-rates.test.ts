import { expect, it } from "vitest";
import { minorRates } from "./serve-rates";

const rate = (currency: string, effectiveFrom: string, units: string) => ({
  currency,
  into: "USD",
  effectiveFrom,
  rate: units,
  createdBy: "f",
  createdAt: "2026-11-01T00:00:00.000Z",
});

it("a minor unit is worth what the latest rate up to today says, in billionths of a micro-unit", () => {
  const rates = [
    rate("CNY", "2026-11-01", "0.14"),
    rate("CNY", "2026-10-01", "0.13"),
    rate("CNY", "2026-12-01", "0.15"),
    rate("JPY", "2026-01-01", "0.0067"),
  ];
  expect(minorRates("USD", rates, new Date("2026-11-30T12:00:00Z"))).toEqual({
    USD: "10000000000000",
    CNY: "1400000000000",
    JPY: "6700000000000",
  });
});
