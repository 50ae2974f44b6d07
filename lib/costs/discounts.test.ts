import { describe, expect, it } from "vitest";
import { convertDiscounts } from "./discounts";

describe("discounts in the reporting currency", () => {
  const rates = [
    { currency: "CNY", into: "USD", effectiveFrom: "2026-11-10", rate: "0.14" },
    { currency: "CNY", into: "USD", effectiveFrom: "2026-11-01", rate: "0.13" },
    { currency: "CNY", into: "EUR", effectiveFrom: "2026-11-01", rate: "9" },
  ];
  const one = (more: object) => ({
    bucket: 0,
    utcDay: "2026-11-12",
    currency: "CNY" as string | null,
    redemptions: 1,
    withoutAmount: 0,
    amount: 2500n,
    ...more,
  });

  it("take the rate in force on the day", () => {
    const { buckets, unconverted } = convertDiscounts(
      [one({}), one({ utcDay: "2026-11-09", bucket: 1 }), one({ currency: "USD", amount: 350n, bucket: 1 })],
      2,
      "USD",
      rates,
    );
    expect(buckets.map(({ micros }) => micros)).toEqual([3_500_000n, 3_250_000n + 3_500_000n]);
    expect(unconverted).toEqual([]);
  });

  it("count a currency by its own minor units", () => {
    const yen = [{ currency: "JPY", into: "USD", effectiveFrom: "2026-01-01", rate: "0.0065" }];
    const { buckets } = convertDiscounts([one({ currency: "JPY", amount: 1000n })], 1, "USD", yen);
    expect(buckets[0]?.micros).toBe(6_500_000n);
  });

  it("are told and left out without a rate, and free days are no money at all", () => {
    const { buckets, unconverted } = convertDiscounts(
      [
        one({ utcDay: "2026-10-31", redemptions: 3 }),
        one({ currency: null, redemptions: 2, withoutAmount: 2, amount: 0n }),
        one({ currency: null, amount: 7n }),
      ],
      1,
      "USD",
      rates,
    );
    expect(buckets).toEqual([{ micros: 0n, redemptions: 6, valued: 0 }]);
    expect(unconverted).toEqual([
      { currency: "CNY", amount: 2500n, redemptions: 3 },
      { currency: "no currency", amount: 7n, redemptions: 1 },
    ]);
  });
});
