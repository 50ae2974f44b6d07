import { describe, expect, it } from "vitest";
import { decideDrop, keptMonths, oldestKept, storedMonthEdges } from "./kept-rows";

const micros = (time: string) => Date.parse(time) * 1000;
const stretch = (from: string, to: string) => ({ fromMicros: micros(from), toMicros: micros(to) });
const free = { waitingRequests: false, rerating: false, limitedCampaign: false };

describe("which months keep their rows", () => {
  it.each([
    ["13", "2026-11-30T23:59:59Z", "2025-10"],
    ["13", "2026-12-01T00:00:00Z", "2025-11"],
    ["25", "2026-01-31T12:00:00Z", "2023-12"],
    ["never", "2026-11-30T00:00:00Z", null],
  ] as const)("%s months at %s: from %s on", (months, now, oldest) => {
    expect(oldestKept(months, Date.parse(now))).toBe(oldest);
  });

  it("never less than the running year and the same month of the last", () => {
    const fewest = Math.min(...keptMonths.filter((one) => one !== "never").map(Number));
    expect(fewest).toBeGreaterThanOrEqual(13);
  });

  it("a stored month is a month of UTC", () => {
    expect(storedMonthEdges("2025-12")).toEqual({
      from: Date.parse("2025-12-01T00:00:00Z"),
      to: Date.parse("2026-01-01T00:00:00Z"),
    });
  });
});

describe("a month is dropped", () => {
  const june = stretch("2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
  // the same months on the clocks of Shanghai, eight hours earlier
  const juneThere = stretch("2025-05-31T16:00:00Z", "2025-06-30T16:00:00Z");
  const julyThere = stretch("2025-06-30T16:00:00Z", "2025-07-31T16:00:00Z");

  it.each([
    ["when it is closed and nothing waits", { ...free, closed: [june] }, null],
    ["not while it is open", { ...free, closed: [] }, "open"],
    ["not while its last hours belong to an open month elsewhere", { ...free, closed: [juneThere] }, "open"],
    [
      "when both months that cover it elsewhere are closed",
      { ...free, closed: [julyThere, juneThere] },
      null,
    ],
    ["not while usage has no price", { ...free, closed: [june], waitingRequests: true }, "unpriced"],
    ["not while it is priced again", { ...free, closed: [june], rerating: true }, "rerating"],
    [
      "not while a campaign's limit counts what was used in it",
      { ...free, closed: [june], limitedCampaign: true },
      "limit",
    ],
  ] as const)("%s", (_, state, hindrance) => {
    expect(decideDrop("2025-06", state)).toBe(hindrance);
  });
});
