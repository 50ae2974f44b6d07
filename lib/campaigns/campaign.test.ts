import { describe, expect, it } from "vitest";
import type { Actor, Role, Scope } from "../auth";
import {
  type CampaignState,
  type CampaignStatus,
  campaignStatuses,
  canMove,
  decideArchive,
  decideDueMove,
  decideEnd,
  decideLaunch,
  decidePause,
  decideResume,
  decideUnschedule,
  exhaustedBy,
} from "./campaign";

const now = new Date("2026-11-27T10:00:00Z");
const before = new Date("2026-11-27T09:00:00Z");
const later = new Date("2026-11-27T11:00:00Z");
const muchLater = new Date("2026-12-27T10:00:00Z");

const person = (role: Role, id: string = role): Actor => ({ kind: "person", id, name: id, email: "", role });
const key = (id = "key"): Actor => ({
  kind: "key",
  id,
  name: id,
  prefix: "",
  publicId: "",
  scopes: ["switch:pause", "switch:resume"] satisfies Scope[],
  allowedOrigins: [],
});
const guardrail: Actor = { kind: "system", id: "guardrail", name: "Guardrail" };
const growth = person("growth");

function at(status: CampaignStatus, more: Partial<CampaignState> = {}): CampaignState {
  const base = {
    status,
    issuance: "on",
    redemption: "on",
    startsAt: null,
    endsAt: null,
    pause: null,
  } as const;
  return { ...base, ...more };
}

function paused(by: Actor, more: Partial<CampaignState> = {}): CampaignState {
  const decided = decidePause(at("active"), {}, by, before);
  if (!decided.ok) throw new Error(decided.error.detail);
  return { ...at("paused"), ...decided.value.next, ...more };
}

const outcome = (decided: ReturnType<typeof decideLaunch>) =>
  decided.ok ? decided.value.next.status : decided.error.code;

describe("the table of moves", () => {
  const X = "invalid_transition";
  const table: [
    CampaignStatus,
    launch: string,
    unschedule: string,
    pause: string,
    end: string,
    archive: string,
  ][] = [
    ["draft", "active", X, X, X, "archived"],
    ["scheduled", "active", "draft", "paused", "ended", X],
    ["active", X, X, "paused", "ended", X],
    ["paused", X, X, "paused", "ended", X],
    ["ended", X, X, X, X, "archived"],
    ["archived", X, X, X, X, X],
  ];
  it.each(table)("from %s: launch %s, unschedule %s, pause %s, end %s, archive %s", (from, ...expected) => {
    const state = from === "paused" ? paused(growth) : at(from);
    expect([
      outcome(decideLaunch(state, growth, now)),
      outcome(decideUnschedule(state, growth)),
      outcome(decidePause(state, {}, growth, now)),
      outcome(decideEnd(state, growth)),
      outcome(decideArchive(state, growth)),
    ]).toEqual(expected);
  });

  it("never goes to where it is, and nothing leads out of archived", () => {
    for (const status of campaignStatuses) {
      expect(canMove(status, status)).toBe(false);
      expect(canMove("archived", status)).toBe(false);
    }
  });
});

describe("launching", () => {
  it("schedules when the start lies ahead, else makes active, and refuses an end that has passed", () => {
    expect(outcome(decideLaunch(at("draft", { startsAt: later }), growth, now))).toBe("scheduled");
    expect(outcome(decideLaunch(at("draft", { startsAt: now }), growth, now))).toBe("active");
    expect(outcome(decideLaunch(at("scheduled", { startsAt: later }), growth, now))).toBe(
      "invalid_transition",
    );
    expect(decideLaunch(at("draft", { endsAt: now }), growth, now)).toMatchObject({
      error: { code: "invalid_transition", errors: [{ pointer: "#/endsAt" }] },
    });
  });
});

describe("pausing", () => {
  it("stops issuance and leaves redemption alone unless asked", () => {
    expect(decidePause(at("active"), {}, growth, now)).toMatchObject({
      value: { act: "paused", next: { status: "paused", issuance: "paused", redemption: "on" } },
    });
    expect(decidePause(at("active"), { redemption: "paused" }, growth, now)).toMatchObject({
      value: { next: { redemption: "paused" } },
    });
  });

  it("twice is no error and changes nothing; a person takes over a key's or a guardrail's", () => {
    expect(decidePause(paused(growth), {}, growth, now)).toMatchObject({ value: { act: "none" } });
    for (const holder of [key(), guardrail]) {
      const taken = decidePause(paused(holder), { reason: "mine now" }, growth, now);
      expect(taken).toMatchObject({ value: { act: "paused", next: { pause: { by: { kind: "person" } } } } });
    }
    expect(decidePause(paused(growth), { reason: "x", resumeAt: later }, key(), now)).toMatchObject({
      value: { act: "none", next: { pause: { by: { id: "growth" }, resumeAt: null } } },
    });
  });

  it("by somebody who may not resume can only stop more", () => {
    const decided = decidePause(
      paused(growth),
      { redemption: "paused", resumeAt: later },
      person("finance"),
      now,
    );
    expect(decided).toMatchObject({
      value: {
        act: "pause_amended",
        next: { redemption: "paused", pause: { by: { id: "growth" }, resumeAt: null } },
      },
    });
  });

  it("with a resume in the past is refused beside its field", () => {
    expect(decidePause(at("active"), { resumeAt: now }, growth, now)).toMatchObject({
      error: { code: "invalid_request", errors: [{ pointer: "#/resumeAt" }] },
    });
  });
});

describe("resuming", () => {
  const cases: [who: string, Actor, holder: Actor, expected: string][] = [
    ["the person who paused", growth, growth, "active"],
    ["another growth manager", person("growth", "other"), growth, "forbidden"],
    ["finance, of growth's pause", person("finance"), growth, "forbidden"],
    ["an executive, of anybody's", person("executive"), growth, "active"],
    ["an administrator, of anybody's", person("admin"), growth, "active"],
    ["a key, of a person's", key(), growth, "paused_by_person"],
    ["a guardrail, of a person's", guardrail, growth, "paused_by_person"],
    ["a key, of its own", key(), key(), "active"],
    ["a key, of another key's", key("two"), key("one"), "forbidden"],
    ["growth, of a key's", growth, key(), "forbidden"],
    ["an executive, of a guardrail's", person("executive"), guardrail, "active"],
  ];
  it.each(cases)("%s", (_, actor, holder, expected) => {
    expect(outcome(decideResume(paused(holder), {}, actor, now))).toBe(expected);
  });

  it("leads back to scheduled while the start lies ahead, and is refused after the end", () => {
    expect(outcome(decideResume(paused(growth, { startsAt: later }), {}, growth, now))).toBe("scheduled");
    expect(outcome(decideResume(paused(growth, { endsAt: before }), {}, growth, now))).toBe(
      "invalid_transition",
    );
  });

  it("while on changes nothing; a draft cannot be resumed", () => {
    expect(decideResume(at("active"), {}, growth, now)).toMatchObject({ value: { act: "none" } });
    expect(outcome(decideResume(at("draft"), {}, growth, now))).toBe("invalid_transition");
  });
});

describe("ending", () => {
  it("lifts a plain pause, and is no way around a pause of redemption", () => {
    expect(decideEnd(paused(growth), growth)).toMatchObject({
      value: { next: { issuance: "on", pause: null } },
    });
    const stopped = paused(person("executive"), { redemption: "paused" });
    expect(decideEnd(stopped, growth)).toMatchObject({
      value: { next: { status: "ended", redemption: "paused", pause: { by: { id: "executive" } } } },
    });
  });
});

describe("what the clock asks for", () => {
  const withResume = (resumeAt: Date) => {
    const state = paused(growth);
    return { ...state, pause: state.pause && { ...state.pause, resumeAt } };
  };
  const cases: [string, CampaignState, act: string, status: string][] = [
    ["a start that has come", at("scheduled", { startsAt: now }), "started", "active"],
    ["a start ahead", at("scheduled", { startsAt: later }), "none", "scheduled"],
    ["an end that has come", at("active", { endsAt: now }), "ended", "ended"],
    [
      "an end before a start that was missed",
      at("scheduled", { startsAt: before, endsAt: now }),
      "ended",
      "ended",
    ],
    ["an end while paused", { ...paused(growth), endsAt: now }, "ended", "ended"],
    ["a resume that has come", withResume(now), "resumed", "active"],
    ["a resume ahead", withResume(later), "none", "paused"],
    ["a resume before the start", { ...withResume(now), startsAt: muchLater }, "resumed", "scheduled"],
    ["an end of a draft", at("draft", { endsAt: before }), "none", "draft"],
    ["an end of an ended one", at("ended", { endsAt: before }), "none", "ended"],
  ];
  it.each(cases)("%s", (_, state, act, status) => {
    const change = decideDueMove(state, now);
    expect([change.act, change.next.status]).toEqual([act, status]);
  });

  it("a resume is the act of whoever set it", () => {
    const decided = decidePause(at("active"), { resumeAt: now }, person("finance"), before);
    if (!decided.ok) throw new Error(decided.error.detail);
    expect(decideDueMove({ ...at("paused"), ...decided.value.next }, now).by.id).toBe("finance");
  });
});

describe("a campaign is used up", () => {
  const open = {
    counted: 1_000_000_000n,
    limitCoupons: null,
    pooled: false,
    available: 0n,
    discount: 0n,
    limitDiscount: null,
    most: 2_500,
    served: null,
  };
  it.each<[string, Partial<Parameters<typeof exhaustedBy>[0]>, ReturnType<typeof exhaustedBy>]>([
    ["never without a limit", {}, null],
    ["not before the last coupon", { limitCoupons: 1_000_000_001n }, null],
    [
      "by its coupons, also when the money is gone with them",
      { limitCoupons: 1_000_000_000n, served: 0n },
      "coupons",
    ],
    ["by its codes, when no made one waits", { pooled: true }, "codes"],
    ["not while a code waits", { pooled: true, available: 1n }, null],
    ["not while the discounts leave one more", { discount: 7_500n, limitDiscount: 10_000n }, null],
    [
      "by its budget, when they leave less than one takes",
      { discount: 7_501n, limitDiscount: 10_000n },
      "budget",
    ],
    [
      "by its budget, when one costs what nobody knows and nothing is left",
      { most: null, limitDiscount: 0n },
      "budget",
    ],
    [
      "by its budget, when the limit on all costs holds no more",
      { limitCoupons: 1_000_000_001n, served: 0n },
      "budget",
    ],
    ["not while that limit holds one", { served: 1n }, null],
  ])("%s", (_, more, by) => {
    expect(exhaustedBy({ ...open, ...more })).toBe(by);
  });
});
