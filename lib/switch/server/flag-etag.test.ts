import { describe, expect, it } from "vitest";
import { evaluateFlags, type FlaggedCampaign, type FlagSnapshot } from "../flags";
import { versionOfEtag } from "../ofrep";
import { flagEtag } from "./flag-etag";

function campaign(key: string, more: Partial<FlaggedCampaign> = {}): FlaggedCampaign {
  return {
    key,
    status: "active",
    issuance: "on",
    startsAt: null,
    endsAt: null,
    resumeAt: null,
    exhausted: false,
    ...more,
  };
}
const hours = (from: string, to: string): Partial<FlaggedCampaign> => ({
  windows: [{ days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from, to }],
  timeZone: "UTC",
});
const snapshot: FlagSnapshot = {
  version: 17,
  changedAt: "2026-11-23T08:00:00.000Z",
  spread: false,
  issuance: "on",
  message: null,
  resumeAt: null,
  campaigns: [
    campaign("always"),
    campaign("day", hours("09:00", "12:00")),
    campaign("late", hours("11:00", "18:00")),
  ],
};
const etagAt = (time: string, isBelieved = true) => {
  const now = new Date(`2026-11-23T${time}:00Z`);
  return flagEtag(snapshot, evaluateFlags(snapshot, now, isBelieved), isBelieved);
};

describe("the ETag of the flags", () => {
  it("is the version alone while they say what they said at first, also once they say it again", () => {
    expect([etagAt("08:00"), etagAt("08:59"), etagAt("19:00")]).toEqual(['"17"', '"17"', '"17"']);
  });

  it("differs for each state that the clock brings, and is the same for the same state whoever comes when", () => {
    const states = [etagAt("08:30"), etagAt("09:00"), etagAt("11:00"), etagAt("12:00")];
    expect(new Set(states).size).toBe(4);
    expect(etagAt("09:00")).toBe(etagAt("10:59"));
    expect(states.map(versionOfEtag)).toEqual([17, 17, 17, 17]);
  });

  it("of flags that are no longer believed is that of no state of theirs", () => {
    expect([etagAt("08:00", false), etagAt("11:30", false)]).toEqual(['"17-off"', '"17-off"']);
  });
});
