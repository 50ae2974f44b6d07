import type { Actor, ActorStamp } from "../auth";
import { isAllowed, isPersons, stampOf } from "../auth";
import type { Position } from "../campaigns";
import { decideMayResume } from "../campaigns";
import { ok, type Refusal, type Result, refuse } from "../kernel/result";

/** The pause of everything that stands: whose it is decides who may resume. */
export type StandingPause = {
  id: string;
  at: Date;
  by: ActorStamp;
  reason: string | null;
  message: string | null;
  resumeAt: Date | null;
  /** Whose act the resume is when it falls due. */
  resumeAtBy: ActorStamp | null;
};

/** What decisions look at: the two global switches and the pause behind them. */
export type SwitchState = { issuance: Position; redemption: Position; pause: StandingPause | null };

/** What a pause may carry; in an amendment null takes a field away. */
export type PauseFields = {
  reason?: string | null | undefined;
  message?: string | null | undefined;
  resumeAt?: Date | null | undefined;
  redemption?: Position | undefined;
};

/** Why something happened that the clock carried out. */
export const AS_SET = "as set";

export type SwitchAct = "none" | "paused" | "pause_amended" | "resumed";

/** Where a decision leads: what it is called, by whom, why, and what then holds. `null` pause: everything is on. */
export type SwitchChange = {
  act: SwitchAct;
  by: ActorStamp;
  why: string | null;
  next: { issuance: Position; redemption: Position; pause: Omit<StandingPause, "id"> | null };
};

function unchanged(state: SwitchState, by: ActorStamp): SwitchChange {
  return { act: "none", by, why: null, next: state };
}

function inThePast(): { ok: false; error: Refusal<"invalid_request"> } {
  return refuse("invalid_request", "resumeAt: must lie ahead.", [
    { pointer: "#/resumeAt", detail: "must lie ahead" },
  ]);
}

function isPast(at: Date | null | undefined, now: Date): boolean {
  return at !== null && at !== undefined && at.getTime() <= now.getTime();
}

/** The pause with the fields laid over it; the same object when nothing differs. */
function laidOver(
  state: SwitchState,
  pause: StandingPause,
  fields: PauseFields,
  by: ActorStamp,
): SwitchChange {
  const given = <T>(field: T | null | undefined, kept: T | null): T | null =>
    field === undefined ? kept : field;
  const redemption = fields.redemption ?? state.redemption;
  const movesResume = fields.resumeAt !== undefined;
  const next = {
    ...pause,
    reason: given(fields.reason, pause.reason) || null,
    message: given(fields.message, pause.message) || null,
    resumeAt: given(fields.resumeAt, pause.resumeAt),
    resumeAtBy: movesResume ? (fields.resumeAt ? by : null) : pause.resumeAtBy,
  };
  const same =
    next.reason === pause.reason &&
    next.message === pause.message &&
    next.resumeAt?.getTime() === pause.resumeAt?.getTime() &&
    redemption === state.redemption;
  if (same) return unchanged(state, by);
  return {
    act: "pause_amended",
    by,
    why: fields.reason || null,
    next: { issuance: "paused", redemption, pause: next },
  };
}

/** What in these fields would open the flow, now or later: only whoever may resume may set it. */
function opens(state: SwitchState, { resumeAt, redemption }: PauseFields): boolean {
  return Boolean(resumeAt) || (redemption === "on" && state.redemption === "paused");
}

/**
 * Pausing everything. Twice is no error: a person takes over a key's or a guardrail's pause (its resumeAt goes), whoever
 * may resume amends it, and anybody else may only stop more; what more they ask for is left aside, since a pause is
 * never refused.
 */
export function decidePausePromotions(
  state: SwitchState,
  fields: PauseFields,
  actor: Actor,
  now: Date,
): Result<SwitchChange> {
  if (isPast(fields.resumeAt, now)) return inThePast();
  const by = stampOf(actor);
  const { pause } = state;
  const takesOver = pause !== null && isPersons(actor) && !isPersons(pause.by);
  if (pause && !takesOver) {
    const may = decideMayResume(actor, pause.by).ok;
    return ok(laidOver(state, pause, may ? fields : { redemption: fields.redemption }, by));
  }
  return ok({
    act: "paused",
    by,
    why: fields.reason || null,
    next: {
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

/**
 * Changing the pause that stands. `invalid_transition` when nothing is paused. Words and stopping more are open to
 * whoever may pause; a key may not touch a person's words; what would open the flow is for whoever may resume.
 */
export function decideAmendPause(
  state: SwitchState,
  fields: PauseFields,
  actor: Actor,
  now: Date,
): Result<SwitchChange> {
  const { pause } = state;
  if (!pause) return refuse("invalid_transition", "Promotions are not paused; there is no pause to change.");
  if (isPast(fields.resumeAt, now)) return inThePast();
  const rewords = fields.reason !== undefined || fields.message !== undefined;
  if (opens(state, fields) || (rewords && actor.kind !== "person")) {
    const may = decideMayResume(actor, pause.by);
    if (!may.ok) return may;
  }
  return ok(laidOver(state, pause, fields, stampOf(actor)));
}

function opened(by: ActorStamp, why: string | null): SwitchChange {
  return { act: "resumed", by, why, next: { issuance: "on", redemption: "on", pause: null } };
}

/** Opens both switches: one's own pause, or a person who may lift any. While on it changes nothing. */
export function decideResumePromotions(
  state: SwitchState,
  { reason }: { reason?: string | undefined },
  actor: Actor,
): Result<SwitchChange> {
  if (!state.pause) return ok(unchanged(state, stampOf(actor)));
  const may = decideMayResume(actor, state.pause.by);
  if (!may.ok) return may;
  return ok(opened(stampOf(actor), reason || null));
}

/** What the clock asks for: the resume that was set, as an act of the person who set it. */
export function decideDueResume(state: SwitchState, now: Date): SwitchChange {
  const schedule: ActorStamp = { kind: "system", id: "schedule", name: "Schedule" };
  const { pause } = state;
  if (!pause || !isPast(pause.resumeAt, now)) return unchanged(state, schedule);
  return opened(pause.resumeAtBy ?? pause.by, AS_SET);
}

/** Whether this actor would be let to resume what stands. */
export function mayResume(state: Pick<SwitchState, "pause">, actor: Actor): boolean {
  if (!isAllowed(actor, "resume_own_pause") && !isAllowed(actor, "resume_any_pause")) return false;
  return state.pause === null || decideMayResume(actor, state.pause.by).ok;
}
