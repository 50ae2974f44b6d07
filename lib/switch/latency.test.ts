import { describe, expect, it } from "vitest";
import { countLatency, LATENCY_BUCKETS, latencyQuantile, sumLatencies } from "./latency";

describe("latencies in buckets", () => {
  it("give quantiles right to a tenth", () => {
    const counts: number[] = [];
    for (let ms = 1; ms <= 1_000; ms += 1) countLatency(counts, ms);
    for (const [q, exact] of [
      [0.5, 500],
      [0.99, 990],
    ] as const) {
      const found = latencyQuantile(counts, q) ?? 0;
      expect(found).toBeGreaterThanOrEqual(exact * 0.95);
      expect(found).toBeLessThanOrEqual(exact * 1.11);
    }
  });

  it("of lanes sum to what one lane would have counted", () => {
    const one: number[] = [];
    const other: number[] = [];
    const both: number[] = [];
    for (const ms of [0, 3, 84, 84, 20_000]) countLatency(ms < 50 ? one : other, ms);
    for (const ms of [0, 3, 84, 84, 20_000]) countLatency(both, ms);
    expect(sumLatencies([one, other])).toEqual(both);
  });

  it("of nobody have no quantile, and none is too long to count", () => {
    expect(latencyQuantile([], 0.5)).toBeNull();
    const counts: number[] = [];
    countLatency(counts, 1e12);
    expect(counts.length).toBeLessThanOrEqual(LATENCY_BUCKETS);
    expect(latencyQuantile(counts, 0.99)).toBeGreaterThan(500_000);
  });
});
