import { describe, expect, it } from "vitest";
import { type StoryCampaign, storyStart, tellStory } from "./story";

const end = new Date("2026-11-21T15:42:00Z");
const campaigns: StoryCampaign[] = [
  { key: "welcome", launchedDay: 8.1, endedDay: null, uptake: 0.72, redeemShare: 0.3, most: 2_500 },
];
const story = tellStory(end, campaigns);

function usersOf(day: number): Set<string> {
  const from = story.start.getTime() + day * 86_400_000;
  return new Set(
    story.events
      .filter(({ at }) => at.getTime() >= from && at.getTime() < from + 86_400_000)
      .map(({ subject }) => subject),
  );
}

describe("the story of the demo", () => {
  it("is the same to the last event when it is told again", () => {
    expect(tellStory(end, campaigns)).toEqual(story);
  });

  it("tells the same past whatever the hour at which it ends", () => {
    const later = tellStory(new Date(end.getTime() + 3_600_000), campaigns);
    expect(later.events.slice(0, 1_000)).toEqual(story.events.slice(0, 1_000));
    expect(later.events.length).toBeGreaterThan(story.events.length);
  });

  it("goes from 8 to 477 active users a day and back, over three weeks that end today", () => {
    expect(storyStart(end)).toEqual(new Date("2026-11-01T00:00:00Z"));
    const active = Array.from({ length: 20 }, (_, day) => usersOf(day).size);
    expect(active[0]).toBe(8);
    expect(Math.max(...active)).toBe(477);
    expect(active[19]).toBe(142);
    expect(story.events.every(({ at }) => at < end)).toBe(true);
  });

  it("asks about 1,150 tokens and answers about 210, with cached tokens within the whole", () => {
    const mean = (of: (event: (typeof story.events)[number]) => number) =>
      story.events.reduce((sum, event) => sum + of(event), 0) / story.events.length;
    expect(mean(({ inputTokens }) => inputTokens)).toBeCloseTo(1_150, -2);
    expect(mean(({ outputTokens }) => outputTokens)).toBeCloseTo(210, -1);
    expect(story.events.every((event) => event.cachedInputTokens <= event.inputTokens)).toBe(true);
    expect(new Set(story.events.map(({ id }) => id)).size).toBe(story.events.length);
  });

  it("gives each user one coupon at most, none while paused, and keeps to the campaign's limit", () => {
    expect(story.pauses).toHaveLength(2);
    expect(new Set(story.coupons.map(({ subject }) => subject)).size).toBe(story.coupons.length);
    for (const { from, to } of story.pauses) {
      expect(story.coupons.filter(({ issuedAt }) => issuedAt >= from && issuedAt < to)).toEqual([]);
    }
    expect(story.coupons.length).toBeGreaterThan(700);
    const few = tellStory(end, [{ ...(campaigns[0] as StoryCampaign), most: 10 }]);
    expect(few.coupons).toHaveLength(10);
  });

  it("redeems after issuing and never in the future", () => {
    const redeemed = story.coupons.filter(({ redeemedAt }) => redeemedAt !== null);
    expect(redeemed.length).toBeGreaterThan(100);
    for (const { issuedAt, redeemedAt } of redeemed) {
      expect(redeemedAt && redeemedAt > issuedAt && redeemedAt < end).toBe(true);
    }
  });
});
