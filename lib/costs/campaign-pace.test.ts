import { describe, expect, it } from "vitest";
import { type CampaignOutlook, outlookOf, paceWindow } from "./campaign-pace";

describe("where a campaign is heading", () => {
  const now = new Date("2026-11-21T10:00:00Z");
  const campaign = {
    status: "active" as const,
    issued: 1_000,
    limits: { coupons: 2_000 } as { coupons?: number; discount?: number },
    launchedAt: "2026-11-13T02:00:00Z",
    endsAt: "2026-12-13T10:00:00Z" as string | undefined,
    discount: { kind: "amount_off" as const, value: 2_500, currency: "CNY" },
    discountSpent: 0,
    discountOpen: 0,
  };
  const heading = (more: object, issued: number) =>
    outlookOf({ ...campaign, ...more } as typeof campaign, issued, now);

  it.each<[string, object, number, CampaignOutlook]>([
    [
      "1,000 left at 100 a day run out in ten days",
      {},
      100,
      {
        kind: "runs_out",
        at: "2026-12-01T10:00:00.000Z",
        by: "coupons",
        beforeEndMs: 12 * 86_400_000,
      },
    ],
    [
      "1,000 left at 40 a day outlast its 22 days",
      {},
      40,
      {
        kind: "ends",
        at: "2026-12-13T10:00:00Z",
        leftOver: 120,
      },
    ],
    [
      "money runs out first",
      { limits: { coupons: 2_000, discount: 3_000_000 }, discountSpent: 500_000, discountOpen: 2_000_000 },
      100,
      {
        kind: "runs_out",
        at: "2026-11-23T10:00:00.000Z",
        by: "budget",
        beforeEndMs: 20 * 86_400_000,
      },
    ],
    ["nothing issued gives no pace", {}, 0, { kind: "ends", at: "2026-12-13T10:00:00Z", leftOver: null }],
    [
      "half an hour gives no pace",
      { launchedAt: "2026-11-21T09:30:00Z" },
      50,
      {
        kind: "ends",
        at: "2026-12-13T10:00:00Z",
        leftOver: null,
      },
    ],
    [
      "two hours since the launch are the window",
      { launchedAt: "2026-11-21T08:00:00Z", endsAt: undefined },
      100,
      {
        kind: "runs_out",
        at: "2026-11-22T06:00:00.000Z",
        by: "coupons",
        beforeEndMs: null,
      },
    ],
    ["no limit and no end", { limits: {}, endsAt: undefined }, 100, { kind: "open" }],
    [
      "no limit and an end",
      { limits: {} },
      100,
      { kind: "ends", at: "2026-12-13T10:00:00Z", leftOver: null },
    ],
    ["paused", { status: "paused" }, 100, { kind: "paused" }],
    ["all issued", { exhaustedBy: "coupons", issued: 2_000 }, 100, { kind: "exhausted", by: "coupons" }],
    [
      "the money gone before the coupons",
      { exhaustedBy: "budget" },
      100,
      { kind: "exhausted", by: "budget" },
    ],
  ])("%s", (_, more, issued, outlook) => expect(heading(more, issued)).toEqual(outlook));

  it("goes by the last 24 hours", () => {
    expect(paceWindow(campaign, now).from.toISOString()).toBe("2026-11-20T10:00:00.000Z");
  });
});
