import { expect, it } from "vitest";
import { LIST_PRICES } from "./list-prices";
import { overlaps } from "./price-book";
import { priceInput } from "./price-input";

it("every list price is a valid price with its provider and where it was read", () => {
  expect(LIST_PRICES.length).toBeGreaterThanOrEqual(20);
  for (const { reference, ...price } of LIST_PRICES) {
    expect(priceInput.safeParse(price).success, JSON.stringify(price)).toBe(true);
    expect(price.provider.length * reference.length).toBeGreaterThan(0);
  }
});

it("no two of one model contradict each other", () => {
  const period = (from: string) => ({ fromMicros: Date.parse(from) * 1000, toMicros: null });
  for (const [index, a] of LIST_PRICES.entries()) {
    for (const b of LIST_PRICES.slice(index + 1)) {
      if (a.model !== b.model || a.provider !== b.provider || a.serviceTier !== b.serviceTier) continue;
      expect(overlaps(period(a.effectiveFrom), period(b.effectiveFrom)), a.model).toBe(false);
    }
  }
});
