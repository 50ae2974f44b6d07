import { geometric, logNormal, pick, type Random, randomFrom, sample } from "./random";

/**
 * Three weeks of a chatbot whose coupon campaign takes off and is paused: the same to the last event for the same end.
 * The curve of users follows the published launch of a real generative service (8 to 477 active users a day and down
 * again); sizes of requests follow its order, about 1,150 tokens in and 210 out.
 */
export const STORY_DAYS = 21;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Active users of each day; today's is what the whole day would see. */
const activeByDay = [
  8, 11, 14, 19, 26, 31, 38, 47, 163, 241, 287, 338, 371, 402, 477, 431, 322, 241, 187, 142, 126,
];
/** Share of a day's users who are seen for the first time: high where the campaign reaches people. */
const newShareByDay = [
  1, 0.64, 0.57, 0.53, 0.5, 0.46, 0.45, 0.43, 0.78, 0.62, 0.54, 0.52, 0.5, 0.49, 0.54, 0.4, 0.24, 0.2, 0.19,
  0.18, 0.2,
];
/** Share of the day's traffic in each hour, for people who live eight hours ahead of UTC. */
const hourWeights = [5, 6, 6, 5, 6, 7, 7, 6, 6, 7, 8, 9, 10, 9, 7, 5, 3, 2, 1, 1, 1, 1, 2, 4];
const REQUESTS_PER_USER_DAY = 22;
const INPUT_TOKENS = 1_150;
const OUTPUT_TOKENS = 210;

const models = [
  ["qwen-turbo", 25],
  ["qwen-plus", 47],
  ["qwen3.7-max", 28],
] as const;
/** For some hours of one day a model was tried that nobody had set a price for. */
const TRIAL = { model: "qwen-preview", day: 17, share: 0.05 };
const regions = [
  ["cn-shanghai", 52],
  ["cn-beijing", 29],
  ["ap-southeast-1", 19],
] as const;

export type StoryEvent = {
  id: string;
  at: Date;
  subject: string;
  model: string;
  region: string;
  /** The campaign whose coupon the user had by then. */
  campaign: string | null;
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
};

export type StoryCoupon = {
  campaign: string;
  subject: string;
  issuedAt: Date;
  redeemedAt: Date | null;
  /** Minor units of what was bought, when redeemed. */
  amount: number | null;
};

export type StoryPause = {
  from: Date;
  to: Date;
  by: "executive" | "finance";
  reason: string;
  message: string;
  resumedBy: "executive" | "finance";
};

export type StoryCampaign = {
  key: string;
  /** Days since the story's first, with a fraction for the hour; null = never. */
  launchedDay: number;
  endedDay: number | null;
  /** Share of the day's new users who are offered and take a coupon. */
  uptake: number;
  redeemShare: number;
  /** Never more, as the campaign's own limit says. */
  most: number;
};

export type Story = { start: Date; events: StoryEvent[]; coupons: StoryCoupon[]; pauses: StoryPause[] };

type User = { subject: string; region: string; firstDay: number; campaign: string | null };

/** Midnight (UTC) of the story's first day, for a story that ends at `end`. */
export function storyStart(end: Date): Date {
  return new Date(Math.floor(end.getTime() / DAY_MS) * DAY_MS - (STORY_DAYS - 1) * DAY_MS);
}

function pausesOf(start: Date): StoryPause[] {
  const at = (day: number, hour: number, minute: number) =>
    new Date(start.getTime() + day * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS);
  return [
    {
      from: at(11, 6, 41),
      to: at(11, 7, 9),
      by: "finance",
      reason: "Checking a jump in spend against the provider's console",
      message: "Coupons are taking a short break. Yours stays valid.",
      resumedBy: "finance",
    },
    {
      from: at(14, 4, 10),
      to: at(14, 10, 0),
      by: "executive",
      reason: "Spend rate tripled, a referral link went around",
      message: "So many of you came that we need a breath. Coupons are back at six; yours stays valid.",
      resumedBy: "executive",
    },
  ];
}

function momentOf(random: Random, dayStart: number): number {
  const hour = pick(
    random,
    hourWeights.map((weight, at) => [at, weight] as const),
  );
  return dayStart + hour * HOUR_MS + Math.floor(random() * HOUR_MS);
}

/** The users of one day: of yesterday's, of earlier days', and new ones, to the day's number. */
function usersOf(
  random: Random,
  day: number,
  everybody: User[],
  yesterday: User[],
  nextNumber: () => number,
): User[] {
  const active = activeByDay[day] ?? 0;
  const newcomers = Math.round(active * (newShareByDay[day] ?? 0));
  const stay = Math.min(Math.round(yesterday.length * 0.42), active - newcomers);
  const retained = sample(random, yesterday, stay);
  const seen = new Set(yesterday);
  const earlier = everybody.filter((user) => !seen.has(user));
  const returned = sample(random, earlier, active - newcomers - retained.length);
  const fresh = Array.from({ length: active - retained.length - returned.length }, () => ({
    subject: `u_${((nextNumber() * 2_654_435_761) % 4_294_967_296).toString(16).padStart(8, "0")}`,
    region: pick(random, regions),
    firstDay: day,
    campaign: null,
  }));
  return [...retained, ...returned, ...fresh];
}

function modelOf(random: Random, day: number): string {
  const model = pick(random, models);
  return random() < TRIAL.share && day === TRIAL.day ? TRIAL.model : model;
}

function requestAt(random: Random, user: User, day: number, at: number, id: string): StoryEvent {
  const inputTokens = Math.max(20, Math.round(logNormal(random, INPUT_TOKENS, 0.7)));
  const outputTokens = Math.max(5, Math.round(logNormal(random, OUTPUT_TOKENS, 0.6)));
  const cached = random() < 0.3 ? Math.floor(inputTokens * (0.3 + random() * 0.4)) : 0;
  return {
    id,
    at: new Date(at),
    subject: user.subject,
    model: modelOf(random, day),
    region: user.region,
    campaign: user.campaign,
    inputTokens,
    outputTokens,
    cachedInputTokens: cached,
  };
}

/** Events, coupons and pauses of the three weeks up to `end`. */
export function tellStory(end: Date, campaigns: readonly StoryCampaign[]): Story {
  const random = randomFrom(20_260_206);
  const start = storyStart(end);
  const pauses = pausesOf(start).filter(({ to }) => to < end);
  const events: StoryEvent[] = [];
  const coupons: StoryCoupon[] = [];
  const issued = new Map<string, number>();
  const everybody: User[] = [];
  let yesterday: User[] = [];
  let number = 0;
  const nextNumber = () => {
    number += 1;
    return number;
  };
  const isPaused = (at: number) => pauses.some(({ from, to }) => at >= from.getTime() && at < to.getTime());

  function offer(user: User, at: number, dayFraction: number): void {
    if (user.campaign || isPaused(at)) return;
    for (const campaign of campaigns) {
      const live =
        dayFraction >= campaign.launchedDay &&
        (campaign.endedDay === null || dayFraction < campaign.endedDay);
      const room = (issued.get(campaign.key) ?? 0) < campaign.most;
      if (!live || !room || random() >= campaign.uptake) continue;
      issued.set(campaign.key, (issued.get(campaign.key) ?? 0) + 1);
      user.campaign = campaign.key;
      const redeems = random() < campaign.redeemShare;
      const redeemedAt = redeems ? at + Math.round(logNormal(random, 14 * HOUR_MS, 0.9)) : null;
      coupons.push({
        campaign: campaign.key,
        subject: user.subject,
        issuedAt: new Date(at),
        redeemedAt: redeemedAt !== null && redeemedAt < end.getTime() ? new Date(redeemedAt) : null,
        amount: redeems ? 6_800 + Math.floor(random() * 60) * 100 : null,
      });
      return;
    }
  }

  for (let day = 0; day < STORY_DAYS; day += 1) {
    const dayStart = start.getTime() + day * DAY_MS;
    const users = usersOf(random, day, everybody, yesterday, nextNumber);
    for (const user of users) {
      const count = geometric(random, REQUESTS_PER_USER_DAY);
      const moments = Array.from({ length: count }, () => momentOf(random, dayStart)).sort((a, b) => a - b);
      for (const [index, at] of moments.entries()) {
        // each draw happens whatever the hour of the loading, so that the past is always the same
        const event = requestAt(random, user, day, at, `${day}-${user.subject}-${index}`);
        const isFirstEver = user.firstDay === day && index === 0;
        const offerAt = at + 20_000 + Math.floor(random() * 90_000);
        if (at < end.getTime()) events.push({ ...event, campaign: user.campaign });
        if (isFirstEver && offerAt < end.getTime())
          offer(user, offerAt, (offerAt - start.getTime()) / DAY_MS);
      }
      if (user.firstDay === day) everybody.push(user);
    }
    yesterday = users;
  }
  events.sort((a, b) => a.at.getTime() - b.at.getTime());
  coupons.sort((a, b) => a.issuedAt.getTime() - b.issuedAt.getTime());
  return { start, events, coupons, pauses };
}
