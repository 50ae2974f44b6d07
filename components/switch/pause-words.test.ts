import { describe, expect, it } from "vitest";
import { formatDuration } from "./pause-words";

describe("how long a pause lasted", () => {
  it.each([
    [42_000, "42 s"],
    [119_000, "119 s"],
    [1_680_000, "28 min"],
    [21_000_000, "5 h 50 min"],
    [7_200_000, "2 h"],
    [273_600_000, "3 days 4 h"],
    [172_800_000, "2 days"],
  ])("%d ms is %s", (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });
});
