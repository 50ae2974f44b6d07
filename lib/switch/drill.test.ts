import { describe, expect, test } from "vitest";
import { isDrillDue, lastSlot } from "./drill";

const at = (text: string) => new Date(text);

describe("the weekly rehearsal", () => {
  test.each([
    ["2026-11-23T10:00:00Z", "2026-11-23T10:00:00.000Z"],
    ["2026-11-23T09:59:59Z", "2026-11-16T10:00:00.000Z"],
    ["2026-11-29T23:00:00Z", "2026-11-23T10:00:00.000Z"],
  ])("at %s the last slot was %s, a Monday at ten", (now, slot) => {
    expect(lastSlot(at(now)).toISOString()).toBe(slot);
    expect(lastSlot(at(now)).getUTCDay()).toBe(1);
  });

  test.each([
    ["once a slot has come since the last one", "2026-11-16T10:00:05Z", "2026-11-01T00:00:00Z", true],
    ["not twice in a week", "2026-11-23T10:00:05Z", "2026-11-01T00:00:00Z", false],
    ["not after one by hand in the same week", "2026-11-24T15:00:00Z", "2026-11-01T00:00:00Z", false],
    ["the first one after the first slot", null, "2026-11-20T00:00:00Z", true],
    ["not in the week of the installation", null, "2026-11-24T00:00:00Z", false],
    ["never before anything is known", null, null, false],
  ])("is due %s", (_, last, since, due) => {
    expect(isDrillDue(at("2026-11-25T12:00:00Z"), last ? at(last) : null, since ? at(since) : null)).toBe(
      due,
    );
  });
});
