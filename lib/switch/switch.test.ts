import { describe, expect, it } from "vitest";
import type { Actor, ActorStamp, Role, Scope } from "../auth";
import {
  decideAmendPause,
  decideDueResume,
  decidePausePromotions,
  decideResumePromotions,
  type PauseFields,
  type SwitchState,
} from "./switch";

const now = new Date("2026-11-20T04:10:00Z");
const later = new Date("2026-11-20T10:00:00Z");
const person = (role: Role): Actor => ({
  kind: "person",
  id: role,
  name: role,
  email: `${role}@example.test`,
  role,
});
const key = (id: string, ...scopes: Scope[]): Actor => ({
  kind: "key",
  id,
  name: id,
  prefix: "slu_xxxx",
  publicId: "pc",
  scopes,
  allowedOrigins: [],
});
const server = key("server", "switch:pause", "switch:resume");
const other = key("other", "switch:pause", "switch:resume");
const stopper = key("stopper", "switch:pause");
const guardrail: Actor = { kind: "system", id: "guardrail", name: "Guardrail" };
const command: Actor = { kind: "system", id: "command", name: "Command line" };

const on: SwitchState = { issuance: "on", redemption: "on", pause: null };
function pausedBy(actor: Actor, more: Partial<NonNullable<SwitchState["pause"]>> = {}): SwitchState {
  const by: ActorStamp = { kind: actor.kind, id: actor.id, name: actor.name };
  return {
    issuance: "paused",
    redemption: "on",
    pause: { id: "p", at: now, by, reason: null, message: null, resumeAt: null, resumeAtBy: null, ...more },
  };
}
const code = (result: { ok: boolean; error?: { code: string } }) => (result.ok ? "ok" : result.error?.code);

describe("resuming", () => {
  const cases: [holder: Actor, asks: Actor, answer: string][] = [
    [person("growth"), person("growth"), "ok"],
    [person("growth"), person("finance"), "forbidden"],
    [person("finance"), person("growth"), "forbidden"],
    [person("growth"), person("executive"), "ok"],
    [person("executive"), person("admin"), "ok"],
    [person("executive"), person("growth"), "forbidden"],
    [person("growth"), server, "paused_by_person"],
    [person("growth"), guardrail, "paused_by_person"],
    [command, server, "paused_by_person"],
    [command, person("growth"), "forbidden"],
    [command, person("executive"), "ok"],
    [server, server, "ok"],
    [server, other, "forbidden"],
    [stopper, stopper, "forbidden"],
    [server, person("growth"), "forbidden"],
    [server, person("executive"), "ok"],
    [guardrail, guardrail, "ok"],
    [guardrail, server, "forbidden"],
    [guardrail, person("admin"), "ok"],
  ];
  it.each(cases.map(([holder, asks, answer]) => ({ holder, asks, answer })))(
    "a pause of $holder.id asked by $asks.id is answered $answer",
    ({ holder, asks, answer }) => {
      expect(code(decideResumePromotions(pausedBy(holder), {}, asks))).toBe(answer);
    },
  );

  it("opens both switches and ends the pause", () => {
    const state = { ...pausedBy(person("growth")), redemption: "paused" as const };
    const resumed = decideResumePromotions(state, { reason: "calm again" }, person("growth"));
    expect(resumed).toMatchObject({
      value: { act: "resumed", why: "calm again", next: { issuance: "on", redemption: "on", pause: null } },
    });
  });

  it("while on changes nothing", () => {
    expect(decideResumePromotions(on, {}, person("growth"))).toMatchObject({ value: { act: "none" } });
  });
});

describe("pausing", () => {
  const decide = (state: SwitchState, fields: PauseFields, actor: Actor) =>
    decidePausePromotions(state, fields, actor, now);

  it("stops issuance and leaves redemption, unless asked", () => {
    expect(decide(on, {}, stopper)).toMatchObject({
      value: { act: "paused", next: { issuance: "paused", redemption: "on" } },
    });
    expect(decide(on, { redemption: "paused" }, stopper)).toMatchObject({
      value: { next: { redemption: "paused" } },
    });
  });

  it("by the same hand twice changes nothing", () => {
    expect(decide(pausedBy(person("growth")), {}, person("growth"))).toMatchObject({
      value: { act: "none" },
    });
  });

  it.each([
    { name: "a key's", holder: server, by: person("growth"), takes: true },
    { name: "a guardrail's", holder: guardrail, by: person("finance"), takes: true },
    { name: "a key's, by the break-glass command,", holder: server, by: command, takes: true },
    { name: "the break-glass command's, by a person,", holder: command, by: person("growth"), takes: false },
    { name: "another person's", holder: person("executive"), by: person("growth"), takes: false },
    { name: "a person's, by a key,", holder: person("growth"), by: server, takes: false },
  ])("over $name pause takes it over: $takes", ({ holder, by, takes }) => {
    const state = pausedBy(holder, { resumeAt: later, message: "soon" });
    const decided = decide(state, {}, by);
    expect(decided).toMatchObject({ value: { act: takes ? "paused" : "none" } });
    if (decided.ok && takes) {
      expect(decided.value.next.pause).toMatchObject({
        by: { id: by.id },
        resumeAt: null,
        message: "soon",
        at: now,
      });
    }
  });

  it("never lets a stranger put a time or other words on somebody's pause, but lets them stop more", () => {
    const state = pausedBy(person("executive"), { message: "short break" });
    const decided = decide(
      state,
      { resumeAt: later, message: "open!", redemption: "paused" },
      person("growth"),
    );
    expect(decided).toMatchObject({
      value: {
        act: "pause_amended",
        next: {
          redemption: "paused",
          pause: { message: "short break", resumeAt: null, by: { id: "executive" } },
        },
      },
    });
  });

  it("refuses a resume time that is not ahead", () => {
    expect(decide(on, { resumeAt: now }, person("growth"))).toMatchObject({
      error: { code: "invalid_request", errors: [{ pointer: "#/resumeAt" }] },
    });
  });
});

describe("amending", () => {
  const decide = (state: SwitchState, fields: PauseFields, actor: Actor) =>
    decideAmendPause(state, fields, actor, now);
  const growths = pausedBy(person("growth"), { message: "soon", resumeAt: later });

  it.each([
    {
      name: "nothing while on",
      state: on,
      fields: { reason: "x" },
      actor: person("growth"),
      answer: "invalid_transition",
    },
    {
      name: "words by another person",
      state: growths,
      fields: { message: "wait" },
      actor: person("finance"),
      answer: "ok",
    },
    {
      name: "words by a key on a person's pause",
      state: growths,
      fields: { reason: "x" },
      actor: server,
      answer: "paused_by_person",
    },
    {
      name: "stopping redemption by a key",
      state: growths,
      fields: { redemption: "paused" as const },
      actor: stopper,
      answer: "ok",
    },
    {
      name: "a time by another person",
      state: growths,
      fields: { resumeAt: later },
      actor: person("finance"),
      answer: "forbidden",
    },
    {
      name: "a time by an executive",
      state: growths,
      fields: { resumeAt: later },
      actor: person("executive"),
      answer: "ok",
    },
    {
      name: "taking the time away by another person",
      state: growths,
      fields: { resumeAt: null },
      actor: person("finance"),
      answer: "ok",
    },
    {
      name: "opening redemption by another person",
      state: { ...growths, redemption: "paused" as const },
      fields: { redemption: "on" as const },
      actor: person("finance"),
      answer: "forbidden",
    },
    {
      name: "a time that has passed",
      state: growths,
      fields: { resumeAt: now },
      actor: person("growth"),
      answer: "invalid_request",
    },
  ])("$name is answered $answer", ({ state, fields, actor, answer }) => {
    expect(code(decide(state, fields, actor))).toBe(answer);
  });

  it("null takes a field away, absent keeps it, and the pause stays whose it was", () => {
    expect(decide(growths, { message: null }, person("finance"))).toMatchObject({
      value: {
        act: "pause_amended",
        next: { pause: { message: null, resumeAt: later, by: { id: "growth" } } },
      },
    });
  });

  it("keeps whose act the resume will be", () => {
    const decided = decide(growths, { resumeAt: new Date(later.getTime() + 1) }, person("executive"));
    expect(decided).toMatchObject({ value: { next: { pause: { resumeAtBy: { id: "executive" } } } } });
  });
});

describe("a resume that falls due", () => {
  it("is an act of the person who set the time", () => {
    const by: ActorStamp = { kind: "person", id: "executive", name: "executive" };
    const state = pausedBy(person("growth"), { resumeAt: now, resumeAtBy: by });
    expect(decideDueResume(state, now)).toMatchObject({
      act: "resumed",
      by,
      why: "as set",
      next: { pause: null },
    });
  });

  it("waits for its time, and does nothing while on", () => {
    expect(decideDueResume(pausedBy(person("growth"), { resumeAt: later }), now).act).toBe("none");
    expect(decideDueResume(on, now).act).toBe("none");
  });
});
