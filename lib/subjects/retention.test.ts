import { expect, it } from "vitest";
import { retentionCutoff } from "./retention";

it.each([
  ["never", "2026-11-25T10:00:00Z", null],
  ["3", "2026-11-25T10:00:00Z", "2026-08-25T10:00:00.000Z"],
  ["6", "2026-08-31T23:59:00Z", "2026-02-28T23:59:00.000Z"],
  ["13", "2028-03-29T00:00:00Z", "2027-02-28T00:00:00.000Z"],
  ["25", "2026-01-31T12:00:00Z", "2023-12-31T12:00:00.000Z"],
] as const)("%s months before %s is %s", (months, now, cutoff) => {
  expect(retentionCutoff(months, new Date(now))?.toISOString() ?? null).toBe(cutoff);
});
