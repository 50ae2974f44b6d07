import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import type { Actor, Role } from "../../auth";
import { closeDatabase, db, useDatabase } from "../../platform/db";
import { getSwitch, pausePromotions, resumePromotions } from "../../switch/server";
import { recordUsage } from "../../usage/server";
import { createGuardrail, evaluateGuardrails, listGuardrails, removeGuardrail, switchGuardrail } from ".";

const person = (role: Role): Actor => ({
  kind: "person",
  id: `person-${role}`,
  name: `The ${role}`,
  email: `${role}@example.test`,
  role,
});
let database: TestDatabase;
let nth = 0;

/** One event that brings its own cost, now. */
async function spend(micros: bigint) {
  nth += 1;
  await recordUsage([
    {
      kind: "inference",
      source: "bot",
      id: `event-${nth}`,
      atMicros: Date.now() * 1_000 - 1_000,
      subject: "u",
      model: "m",
      provider: "",
      region: "",
      serviceTier: "",
      campaign: "",
      requests: 1,
      inputTokens: 1,
      outputTokens: 1,
      cachedInputTokens: 0,
      reasoningTokens: 0,
      gpuNanos: 0n,
      cost: { micros, currency: "USD" },
    },
  ]);
}
async function guardrail(action: "warn" | "pause", limit: string) {
  const made = await createGuardrail(person("finance"), {
    name: "Spend an hour",
    metric: "spend_last_hour",
    limit,
    action,
  });
  if (!made.ok) throw new Error(made.error.detail);
  return made.value;
}
const isPaused = async () => {
  const state = await getSwitch(person("admin"));
  return state.ok && state.value.issuance === "paused";
};

beforeAll(async () => {
  database = await createTestDatabase("guardrails");
  await useDatabase(database.url);
});
beforeEach(async () => {
  await db().guardrail.deleteMany();
  await resumePromotions(person("admin"));
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

it("pauses all promotions once when spend crosses its line, whoever evaluates, and says why", async () => {
  await guardrail("pause", "1.00");
  await evaluateGuardrails();
  expect(await isPaused()).toBe(false);
  await spend(1_500_000n);
  const tripped = await Promise.all(Array.from({ length: 6 }, () => evaluateGuardrails()));
  expect(tripped.reduce((sum, one) => sum + one, 0)).toBe(1);
  expect(await getSwitch(person("admin"))).toMatchObject({
    value: {
      issuance: "paused",
      changedBy: { kind: "system", id: "guardrail", name: "Guardrail Spend an hour" },
      reason: expect.stringMatching(/^Spend an hour: USD \d+\.\d\d an hour, above USD 1\.00 an hour$/),
    },
  });
  expect(await listGuardrails(person("growth"))).toMatchObject({ value: [{ state: "tripped" }] });
});

it("does not fight the person who resumes: while its line stays crossed it does nothing more", async () => {
  await guardrail("pause", "0.50");
  await evaluateGuardrails();
  expect(await isPaused()).toBe(true);
  await resumePromotions(person("executive"));
  await spend(2_000_000n);
  expect(await evaluateGuardrails()).toBe(0);
  expect(await isPaused()).toBe(false);
});

it("stays armed through somebody else's pause and pauses itself when that one is over", async () => {
  await pausePromotions(person("growth"), { reason: "a release" });
  await guardrail("pause", "0.50");
  await spend(1_000_000n);
  expect(await evaluateGuardrails()).toBe(0);
  expect(await listGuardrails(person("growth"))).toMatchObject({ value: [{ state: "armed" }] });
  expect(await getSwitch(person("admin"))).toMatchObject({ value: { reason: "a release" } });
  await resumePromotions(person("growth"));
  expect(await evaluateGuardrails()).toBe(1);
  expect(await getSwitch(person("admin"))).toMatchObject({
    value: { issuance: "paused", changedBy: { id: "guardrail" } },
  });
});

it("only warns when that is all it shall do, and arms again when it is turned off and on", async () => {
  const { id } = await guardrail("warn", "0.50");
  expect(await evaluateGuardrails()).toBe(1);
  expect(await isPaused()).toBe(false);
  await switchGuardrail(person("finance"), id, false);
  expect(await evaluateGuardrails()).toBe(0);
  expect(await switchGuardrail(person("finance"), id, true)).toMatchObject({ value: { state: "armed" } });
  expect(await evaluateGuardrails()).toBe(1);
  const audits = await db().auditEntry.findMany({ where: { targetId: id }, orderBy: { id: "asc" } });
  expect(audits.map(({ action }) => action)).toEqual([
    "guardrail.created",
    "guardrail.tripped",
    "guardrail.turned_off",
    "guardrail.turned_on",
    "guardrail.tripped",
  ]);
});

it("is set by finance and administrators only, and refuses a wrong limit beside its field", async () => {
  const input = { name: "x", metric: "spend_today" as const, limit: "10", action: "warn" as const };
  for (const role of ["growth", "executive"] as const) {
    expect(await createGuardrail(person(role), input)).toMatchObject({ error: { code: "forbidden" } });
  }
  expect(await createGuardrail(person("admin"), { ...input, limit: "-1" })).toMatchObject({
    error: { code: "invalid_request", errors: [{ pointer: "#/limit" }] },
  });
  const made = await createGuardrail(person("admin"), input);
  expect(made.ok && (await removeGuardrail(person("finance"), made.value.id)).ok).toBe(true);
  expect(await removeGuardrail(person("finance"), "nothing")).toMatchObject({ error: { code: "not_found" } });
});
