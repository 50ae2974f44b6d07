import { type Actor, type ActorStamp, isAllowed, isPersons, stampOf } from "../auth";
import { ok, type Refusal, type Result, refuse } from "../kernel/result";

export const campaignStatuses = ["draft", "scheduled", "active", "paused", "ended", "archived"] as const;
export type CampaignStatus = (typeof campaignStatuses)[number];
export type Position = "on" | "paused";

/** The table of moves (contract, "States"); anything else is `invalid_transition`. */
export const transitions: Record<CampaignStatus, readonly CampaignStatus[]> = {
  draft: ["scheduled", "active", "archived"],
  scheduled: ["active", "draft", "paused", "ended"],
  active: ["paused", "ended"],
  paused: ["active", "scheduled", "ended"],
  ended: ["archived"],
  archived: [],
};

/** The pause that stands: whose it is decides who may resume. */
export type CampaignPause = {
  at: Date;
  by: ActorStamp;
  reason: string | null;
  message: string | null;
  resumeAt: Date | null;
  /** Whose act the resume is when it falls due. */
  resumeAtBy: ActorStamp | null;
};

/** What decisions look at. */
export type CampaignState = {
  status: CampaignStatus;
  issuance: Position;
  redemption: Position;
  startsAt: Date | null;
  endsAt: Date | null;
  pause: CampaignPause | null;
};

/** What a campaign's pause may carry. */
export type PauseFields = {
  reason?: string;
  message?: string;
  resumeAt?: Date;
  redemption?: "paused";
  extendExpiryDays?: number;
};

export type CampaignAct =
  | "none"
  | "launched"
  | "scheduled"
  | "unscheduled"
  | "started"
  | "paused"
  | "pause_amended"
  | "resumed"
  | "ended"
  | "archived";

/** Where a decision leads: what it is called, by whom, why, and what then holds. */
export type CampaignChange = {
  act: CampaignAct;
  by: ActorStamp;
  why: string | null;
  next: Pick<CampaignState, "status" | "issuance" | "redemption" | "pause">;
};

const schedule: ActorStamp = { kind: "system", id: "schedule", name: "Schedule" };
const words: Record<CampaignStatus, string> = {
  draft: "a draft",
  scheduled: "scheduled",
  active: "active",
  paused: "paused",
  ended: "ended",
  archived: "archived",
};

export function canMove(from: CampaignStatus, to: CampaignStatus): boolean {
  return transitions[from].includes(to);
}

function held(state: CampaignState): CampaignChange["next"] {
  const { status, issuance, redemption, pause } = state;
  return { status, issuance, redemption, pause };
}

function unchanged(state: CampaignState, by: ActorStamp): CampaignChange {
  return { act: "none", by, why: null, next: held(state) };
}

function notFrom(state: CampaignState, verb: string): { ok: false; error: Refusal<"invalid_transition"> } {
  return refuse("invalid_transition", `This campaign is ${words[state.status]}; it cannot be ${verb}.`);
}

function isPast(at: Date | null, now: Date): boolean {
  return at !== null && at.getTime() <= now.getTime();
}

/** Active or scheduled, by the clock. */
function byTime(state: CampaignState, now: Date): "active" | "scheduled" {
  return state.startsAt !== null && state.startsAt.getTime() > now.getTime() ? "scheduled" : "active";
}

/** A draft, or a scheduled one that shall not wait: active, or scheduled when its start lies ahead. */
export function decideLaunch(state: CampaignState, actor: Actor, now: Date): Result<CampaignChange> {
  if (state.status !== "draft" && state.status !== "scheduled") return notFrom(state, "launched");
  const to = byTime(state, now);
  if (state.status === to) return notFrom(state, "launched again before its start");
  if (isPast(state.endsAt, now)) {
    return refuse("invalid_transition", "Its end lies in the past. Give it a later end, then launch.", [
      { pointer: "#/endsAt", detail: "must lie ahead" },
    ]);
  }
  const act = to === "active" ? "launched" : "scheduled";
  return ok({ act, by: stampOf(actor), why: null, next: { ...held(state), status: to } });
}

/** Back to draft before it starts. */
export function decideUnschedule(state: CampaignState, actor: Actor): Result<CampaignChange> {
  if (state.status !== "scheduled") return notFrom(state, "taken back to draft");
  return ok({ act: "unscheduled", by: stampOf(actor), why: null, next: { ...held(state), status: "draft" } });
}

/** One's own pause, or a person who may lift any; a key or guardrail never lifts a person's pause. */
export function decideMayResume(
  actor: Actor,
  holder: ActorStamp,
): Result<void, Refusal<"forbidden" | "paused_by_person">> {
  const own = holder.kind === actor.kind && holder.id === actor.id;
  if (own && isAllowed(actor, "resume_own_pause")) return ok(undefined);
  if (actor.kind === "person") {
    if (isAllowed(actor, "resume_any_pause")) return ok(undefined);
    const who = holder.kind === "person" ? `${holder.name}, an` : "An";
    return refuse("forbidden", `${holder.name} paused. ${who} executive or an administrator may resume.`);
  }
  if (isPersons(holder)) {
    return refuse("paused_by_person", `${holder.name} paused. Only a person may lift a person's pause.`);
  }
  return refuse("forbidden", "Only the key that paused, an executive or an administrator may resume.");
}

function amended(
  state: CampaignState,
  pause: CampaignPause,
  fields: PauseFields,
  actor: Actor,
): CampaignChange {
  const by = stampOf(actor);
  const may = decideMayResume(actor, pause.by).ok;
  const redemption = fields.redemption ?? state.redemption;
  const next: CampaignPause = may
    ? {
        ...pause,
        reason: fields.reason || pause.reason,
        message: fields.message || pause.message,
        resumeAt: fields.resumeAt ?? pause.resumeAt,
        resumeAtBy: fields.resumeAt ? by : pause.resumeAtBy,
      }
    : pause;
  const same =
    next.reason === pause.reason &&
    next.message === pause.message &&
    next.resumeAt?.getTime() === pause.resumeAt?.getTime() &&
    redemption === state.redemption;
  if (same) return unchanged(state, by);
  return {
    act: "pause_amended",
    by,
    why: fields.reason ?? null,
    next: { ...held(state), redemption, pause: next },
  };
}

/**
 * Pausing. Twice is no error: a person takes over a key's or a guardrail's pause (its resumeAt goes); whoever may
 * resume amends it; anybody else may only stop more (`redemption`).
 */
export function decidePause(
  state: CampaignState,
  fields: PauseFields,
  actor: Actor,
  now: Date,
): Result<CampaignChange> {
  if (isPast(fields.resumeAt ?? null, now)) {
    return refuse("invalid_request", "resumeAt: must lie ahead.", [
      { pointer: "#/resumeAt", detail: "must lie ahead" },
    ]);
  }
  if (!["active", "scheduled", "paused"].includes(state.status)) return notFrom(state, "paused");
  const { pause } = state;
  const takesOver = pause !== null && isPersons(actor) && !isPersons(pause.by);
  if (pause && !takesOver) return ok(amended(state, pause, fields, actor));
  const by = stampOf(actor);
  return ok({
    act: "paused",
    by,
    why: fields.reason || null,
    next: {
      status: "paused",
      issuance: "paused",
      redemption: fields.redemption ?? (pause ? state.redemption : "on"),
      pause: {
        at: pause?.at ?? now,
        by,
        reason: fields.reason || null,
        message: fields.message || pause?.message || null,
        resumeAt: fields.resumeAt ?? null,
        resumeAtBy: fields.resumeAt ? by : null,
      },
    },
  });
}

function resumed(state: CampaignState, by: ActorStamp, why: string | null, now: Date): CampaignChange {
  const status = state.status === "paused" ? byTime(state, now) : state.status;
  return { act: "resumed", by, why, next: { status, issuance: "on", redemption: "on", pause: null } };
}

/**
 * Resuming opens issuance and redemption; the campaign is then active or scheduled, by the clock. While on it changes
 * nothing. An ended campaign whose redemption was paused stays ended and its coupons redeem again.
 */
export function decideResume(
  state: CampaignState,
  fields: { reason?: string },
  actor: Actor,
  now: Date,
): Result<CampaignChange> {
  if (!state.pause) {
    if (state.status === "active" || state.status === "scheduled")
      return ok(unchanged(state, stampOf(actor)));
    return notFrom(state, "resumed");
  }
  const may = decideMayResume(actor, state.pause.by);
  if (!may.ok) return may;
  if (state.status === "paused" && isPast(state.endsAt, now)) {
    return refuse("invalid_transition", "Its end lies in the past. Give it a later end, then resume.", [
      { pointer: "#/endsAt", detail: "must lie ahead" },
    ]);
  }
  return ok(resumed(state, stampOf(actor), fields.reason || null, now));
}

/** A pause that also stopped redemption outlives the end, so that ending is no way around it. */
function ended(state: CampaignState, by: ActorStamp, why: string | null): CampaignChange {
  const stands = state.redemption === "paused";
  return {
    act: "ended",
    by,
    why,
    next: {
      status: "ended",
      issuance: stands ? state.issuance : "on",
      redemption: state.redemption,
      pause: stands ? state.pause : null,
    },
  };
}

export function decideEnd(state: CampaignState, actor: Actor): Result<CampaignChange> {
  if (!canMove(state.status, "ended")) return notFrom(state, "ended");
  return ok(ended(state, stampOf(actor), null));
}

export function decideArchive(state: CampaignState, actor: Actor): Result<CampaignChange> {
  if (!canMove(state.status, "archived")) return notFrom(state, "archived");
  return ok({ act: "archived", by: stampOf(actor), why: null, next: { ...held(state), status: "archived" } });
}

/** What the clock asks for: an end goes before a resume, a resume before a start. */
export function decideDueMove(state: CampaignState, now: Date): CampaignChange {
  if (canMove(state.status, "ended") && isPast(state.endsAt, now)) return ended(state, schedule, "as set");
  const { pause } = state;
  if (pause && isPast(pause.resumeAt, now)) {
    return resumed(state, pause.resumeAtBy ?? pause.by, "as set", now);
  }
  if (state.status === "scheduled" && isPast(state.startsAt, now)) {
    return { act: "started", by: schedule, why: "as set", next: { ...held(state), status: "active" } };
  }
  return unchanged(state, schedule);
}

/** What of a campaign is used up: its coupons, the codes made for it, or the money. */
export const exhaustions = ["coupons", "codes", "budget"] as const;
export type Exhaustion = (typeof exhaustions)[number];

/**
 * Why its limits leave no more coupon; null while they do. Derived, never a status. As campaign_room in the database, which
 * decides. `counted`: coupons that limitCoupons counts. `discount`: spent and open, minor units, as limitDiscount; `most`:
 * what one more may come to (mostOf). `served`: how many limits.costToServe leaves (serveRoom), null = any number.
 */
export function exhaustedBy(campaign: {
  counted: bigint;
  limitCoupons: bigint | null;
  pooled: boolean;
  available: bigint;
  discount: bigint;
  limitDiscount: bigint | null;
  most: number | null;
  served: bigint | null;
}): Exhaustion | null {
  const { counted, limitCoupons, limitDiscount } = campaign;
  if (limitCoupons !== null && counted >= limitCoupons) return "coupons";
  if (campaign.pooled && campaign.available <= 0n) return "codes";
  // a coupon of unknown cost needs something left
  const more = BigInt(Math.max(campaign.most ?? 0, 1));
  if (limitDiscount !== null && campaign.discount + more > limitDiscount) return "budget";
  return campaign.served !== null && campaign.served <= 0n ? "budget" : null;
}
