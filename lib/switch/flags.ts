import {
  type CampaignStatus,
  type CampaignWindow,
  nextWindowTurn,
  type Position,
  windowsAreOpen,
} from "../campaigns";
import { DRILL_FLAG } from "./drill";

/** A campaign as the flags see it: from its first launch or scheduling until 30 days after archiving. */
export type FlaggedCampaign = {
  key: string;
  status: CampaignStatus;
  issuance: Position;
  /** RFC 3339; null = none. */
  startsAt: string | null;
  endsAt: string | null;
  resumeAt: string | null;
  /** When within its time it issues, on the wall of its zone; absent = always. */
  windows?: CampaignWindow[];
  timeZone?: string;
  /** Limit or budget have no room for one more coupon. */
  exhausted: boolean;
};

/** Everything the flags are made of, read in one statement: they agree with each other and with their version. */
export type FlagSnapshot = {
  version: number;
  changedAt: string;
  /** Frontends may hear of this version over half a second: a resume or start by the clock. Never a pause. */
  spread: boolean;
  issuance: Position;
  message: string | null;
  resumeAt: string | null;
  campaigns: FlaggedCampaign[];
  /** What the test flag says; null or absent when no rehearsal runs (lib/switch/drill.ts). */
  drill?: boolean | null;
};

export type FlagMetadata = { version: number; changedAt: string; resumeAt?: string };
export type Flag =
  | { key: string; value: boolean; variant: "on" | "off"; metadata: FlagMetadata }
  | { key: string; value: string; variant: "message" | "none"; metadata: FlagMetadata };

export const ENABLED_FLAG = "promotions-enabled";
export const MESSAGE_FLAG = "promotions-message";
const PREFIX = "promotion-";

export function campaignFlagKey(campaignKey: string): string {
  return `${PREFIX}${campaignKey}`;
}

/** A snapshot that nobody has confirmed for longer than this is no longer believed: every promotion is off. */
export const BELIEVED_MS = 5_000;

/** An eligible subject without a coupon would get one now. A scheduled start counts from its minute on. */
function wouldIssue(campaign: FlaggedCampaign, snapshot: FlagSnapshot, now: Date): boolean {
  const hasCome = (at: string | null) => at !== null && Date.parse(at) <= now.getTime();
  const live =
    campaign.status === "active" || (campaign.status === "scheduled" && hasCome(campaign.startsAt));
  return (
    live &&
    snapshot.issuance === "on" &&
    campaign.issuance === "on" &&
    !hasCome(campaign.endsAt) &&
    windowsAreOpen(campaign.windows, campaign.timeZone, now) &&
    !campaign.exhausted
  );
}

/** When all that holds a campaign back is set to lift; undefined when something has no such time. */
function liftsAt(campaign: FlaggedCampaign, snapshot: FlagSnapshot): string | undefined {
  const times = [
    ...(snapshot.issuance === "paused" ? [snapshot.resumeAt] : []),
    ...(campaign.status === "paused" ? [campaign.resumeAt] : []),
  ];
  if (times.length === 0 || times.includes(null)) return undefined;
  return times
    .filter((at) => at !== null)
    .sort()
    .at(-1);
}

/**
 * All flags at `now`. `isBelieved` false (the database has been silent for BELIEVED_MS) turns every promotion off and
 * keeps the rest: unknown is off. Never who paused or why: these are public.
 */
export function evaluateFlags(snapshot: FlagSnapshot, now: Date, isBelieved = true): Flag[] {
  const common = { version: snapshot.version, changedAt: snapshot.changedAt };
  const withResume = (resumeAt: string | null | undefined): FlagMetadata =>
    resumeAt ? { ...common, resumeAt } : common;
  const toggle = (key: string, value: boolean, resumeAt: string | null | undefined): Flag => ({
    key,
    value,
    variant: value ? "on" : "off",
    metadata: withResume(value ? null : resumeAt),
  });
  const paused = snapshot.issuance === "paused";
  const message = paused ? (snapshot.message ?? "") : "";
  return [
    toggle(ENABLED_FLAG, isBelieved && !paused, paused ? snapshot.resumeAt : null),
    {
      key: MESSAGE_FLAG,
      value: message,
      variant: message ? "message" : "none",
      metadata: withResume(paused ? snapshot.resumeAt : null),
    },
    ...snapshot.campaigns.map((campaign) =>
      toggle(
        campaignFlagKey(campaign.key),
        isBelieved && wouldIssue(campaign, snapshot, now),
        liftsAt(campaign, snapshot),
      ),
    ),
    ...(typeof snapshot.drill === "boolean" ? [toggle(DRILL_FLAG, isBelieved && snapshot.drill, null)] : []),
  ];
}

/** The next instant at which a flag changes by the clock alone; null when none does. */
export function nextTurn(snapshot: FlagSnapshot, now: Date): Date | null {
  const windows = snapshot.campaigns
    .filter(({ status }) => status === "active" || status === "scheduled")
    .map((campaign) => nextWindowTurn(campaign.windows, campaign.timeZone, now)?.toISOString() ?? null);
  const ahead = snapshot.campaigns
    .flatMap(({ startsAt, endsAt, resumeAt }) => [startsAt, endsAt, resumeAt])
    .concat(snapshot.resumeAt, windows)
    .filter((at) => at !== null)
    .map((at) => Date.parse(at))
    .filter((at) => at > now.getTime());
  return ahead.length ? new Date(Math.min(...ahead)) : null;
}

/** Whether a start, a resume or an end that has come is still to be carried out. */
export function isMoveDue(snapshot: FlagSnapshot, now: Date): boolean {
  const hasCome = (at: string | null) => at !== null && Date.parse(at) <= now.getTime();
  if (snapshot.issuance === "paused" && hasCome(snapshot.resumeAt)) return true;
  return snapshot.campaigns.some(
    ({ status, startsAt, endsAt, resumeAt }) =>
      (status === "scheduled" && hasCome(startsAt)) ||
      (status === "paused" && hasCome(resumeAt)) ||
      (["scheduled", "active", "paused"].includes(status) && hasCome(endsAt)),
  );
}
