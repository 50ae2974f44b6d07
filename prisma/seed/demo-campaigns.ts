import type { CampaignInput, CampaignStatus } from "@/lib/campaigns";
import type { StoryCampaign } from "./story";

type Days = number;

/** A campaign of the demo. Days count from the story's first midnight (UTC). */
export type DemoCampaign = {
  input: Omit<CampaignInput, "startsAt" | "endsAt">;
  status: CampaignStatus;
  createdDay: Days;
  /** When it was scheduled for, when it is. */
  startsDay?: Days;
  launchedDay?: Days;
  endsDay?: Days;
  endedDay?: Days;
  archivedDay?: Days;
  pausedDay?: Days;
  pauseReason?: string;
  /** How the story hands out its coupons; none for those that never went live. */
  story?: Pick<StoryCampaign, "uptake" | "redeemShare" | "most">;
};

/** Ten in the morning in Shanghai, as a part of a UTC day. */
const TEN = 2 / 24;
const cny = (value: number) => ({ kind: "amount_off" as const, value, currency: "CNY" });

/** The campaign whose coupon the sample chatbot offers. */
export const CHAT_CAMPAIGN = "autumn-welcome";

/** One in every state. Earlier ones are offered first to a new user. */
export const demoCampaigns: DemoCampaign[] = [
  {
    input: {
      key: "early-bird",
      name: "Early bird",
      description: "For the first people who found us.",
      discount: { kind: "percent_off", value: 20, currency: "CNY", maxAmount: 3_000 },
      limits: { coupons: 50, perSubject: 1 },
      timeZone: "Asia/Shanghai",
      couponValidHours: 168,
      codePrefix: "EARLY",
    },
    status: "archived",
    createdDay: 0.9,
    launchedDay: 1 + TEN,
    endedDay: 7.4,
    archivedDay: 9.2,
    story: { uptake: 0.45, redeemShare: 0.36, most: 50 },
  },
  {
    input: {
      key: "weekend-tea",
      name: "Weekend tea",
      description: "Free tokens for everybody who tries the app over a cup of tea.",
      discount: { kind: "free_tokens", value: 200_000 },
      limits: { coupons: 200, perSubject: 1 },
      timeZone: "Asia/Shanghai",
      couponValidHours: 72,
      codePrefix: "TEA",
    },
    status: "ended",
    createdDay: 11.3,
    launchedDay: 12 + TEN,
    endsDay: 14 + TEN,
    endedDay: 14 + TEN,
    story: { uptake: 0.14, redeemShare: 0.58, most: 200 },
  },
  {
    input: {
      key: "campus-week",
      name: "Campus week",
      discount: { kind: "free_days", value: 7 },
      limits: { coupons: 400, perSubject: 1 },
      timeZone: "Asia/Shanghai",
      couponValidHours: 336,
      codePrefix: "CAMPUS",
    },
    status: "active",
    createdDay: 15.4,
    launchedDay: 16 + TEN,
    endsDay: 26 + TEN,
    story: { uptake: 0.3, redeemShare: 0.42, most: 400 },
  },
  {
    input: {
      key: "win-back",
      name: "Win-back",
      description: "For people who were away for a while.",
      discount: cny(1_000),
      limits: { coupons: 300, perSubject: 1, discount: 300_000 },
      timeZone: "Asia/Shanghai",
      couponValidHours: 240,
      codePrefix: "BACK",
    },
    status: "paused",
    createdDay: 14.8,
    launchedDay: 15 + TEN,
    endsDay: 31 + TEN,
    pausedDay: 18.14,
    pauseReason: "Waiting for the November numbers",
    story: { uptake: 0.2, redeemShare: 0.2, most: 300 },
  },
  {
    input: {
      key: CHAT_CAMPAIGN,
      name: "Autumn welcome",
      description: "CNY 25 off the first month, one for each new user.",
      discount: cny(2_500),
      limits: { coupons: 2_500, perSubject: 1, discount: 6_250_000 },
      timeZone: "Asia/Shanghai",
      couponValidHours: 336,
      codePrefix: "WELC",
    },
    status: "active",
    createdDay: 7.2,
    launchedDay: 8 + TEN,
    endsDay: 38 + TEN,
    story: { uptake: 0.72, redeemShare: 0.31, most: 2_500 },
  },
  {
    input: {
      key: "winter-preview",
      name: "Winter preview",
      description: "Opens with the winter release.",
      discount: { kind: "fixed_price", value: 990, currency: "CNY" },
      limits: { coupons: 5_000, perSubject: 1 },
      timeZone: "Asia/Shanghai",
      couponValidHours: 336,
      codePrefix: "WINTER",
    },
    status: "scheduled",
    createdDay: 19.3,
    startsDay: 26 + TEN,
    endsDay: 56 + TEN,
  },
  {
    input: {
      key: "student-plus",
      name: "Student plus",
      discount: { kind: "percent_off", value: 50, currency: "CNY", maxAmount: 4_000 },
      limits: { coupons: 1_000, perSubject: 1, discount: 4_000_000 },
      timeZone: "Asia/Shanghai",
      couponValidHours: 720,
      codePrefix: "STUDY",
    },
    status: "draft",
    createdDay: 20.2,
  },
];

/** What the story needs to know of them. */
export function toStoryCampaigns(campaigns: readonly DemoCampaign[]): StoryCampaign[] {
  return campaigns.flatMap(({ input, launchedDay, endedDay, pausedDay, story }) =>
    story && launchedDay !== undefined
      ? [{ key: input.key, launchedDay, endedDay: endedDay ?? pausedDay ?? null, ...story }]
      : [],
  );
}
