import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor } from "../../auth";
import { closeDatabase, useDatabase } from "../../platform/db";
import type { InferenceEvent } from "../../usage";
import { getUsageReport, recordUsage } from "../../usage/server";
import { addDays, type Day, listDays, startOfDay } from "../day";
import { getCohortSpend } from ".";

const finance: Actor = { kind: "person", id: "f", name: "Fei Lin", email: "f@x.test", role: "finance" };
const now = new Date("2026-11-21T12:00:00Z");
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("cohort_spend");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

const someEvent = fc
  .record({
    minute: fc.integer({ min: 0, max: 80 * 1440 }),
    user: fc.option(fc.integer({ min: 1, max: 150 }), { nil: null, freq: 12 }),
    micros: fc.option(fc.integer({ min: 0, max: 3_000_000 }), { nil: null, freq: 8 }),
    model: fc.constantFrom("small", "large"),
  })
  .map(({ minute, user, micros, model }) =>
    inferenceEvent({
      source: "chat",
      atMicros: (Date.parse("2026-09-01T00:00:00Z") + minute * 60_000) * 1000,
      subject: user === null ? null : `user-${user}`,
      model,
      inputTokens: 1,
      cost: micros === null ? null : { micros: BigInt(micros), currency: "USD" },
    }),
  );

async function worked(asked: Parameters<typeof getCohortSpend>[1]) {
  for (;;) {
    const told = unwrap(await getCohortSpend(finance, asked, now));
    if (told.figures || !told.days) return told;
  }
}

const monday = (day: Day) => addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
const firstOfMonth = (day: Day) => `${day.slice(0, 7)}-01`;

type Range = { from: Day; to: Day; zone: string };

/** A plain pass over the events: what each day cost, by the first day of the unit in which its user was first seen. */
function recount(events: InferenceEvent[], { from, to, zone }: Range, startOf: (day: Day) => Day) {
  const calendar = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  const told = events.map((event) => ({ ...event, day: calendar.format(event.atMicros / 1000) }));
  const firstDay = new Map<string, Day>();
  for (const { subject, day } of told
    .filter(({ subject }) => subject !== null)
    .sort((a, b) => a.atMicros - b.atMicros))
    if (!firstDay.has(subject ?? "")) firstDay.set(subject ?? "", day);
  const cells = new Map<string, bigint>();
  const users = new Map<string, Set<string>>();
  for (const { subject, day, cost } of told) {
    if (day < from || day > to) continue;
    const first = startOf(firstDay.get(subject ?? "") ?? from);
    const cohort = subject === null ? "nobody" : first < startOf(from) ? "before" : first;
    cells.set(`${day} ${cohort}`, (cells.get(`${day} ${cohort}`) ?? 0n) + (cost?.micros ?? 0n));
    users.set(cohort, (users.get(cohort) ?? new Set()).add(subject ?? ""));
  }
  return { micros: (day: Day, cohort: string) => String(cells.get(`${day} ${cohort}`) ?? 0n), users };
}

it("spend by when users came is a plain recount of the events, and adds up to the report's spend to the last unit", async () => {
  const events = fc.sample(someEvent, { numRuns: 900, seed: 11 });
  await recordUsage(events);
  const ranges: (Range & { model?: string; unit: "week" | "month" })[] = [
    { from: "2026-10-21", to: "2026-11-12", zone: "UTC", unit: "week" },
    { from: "2026-10-19", to: "2026-11-15", zone: "Asia/Kathmandu", model: "large", unit: "week" },
    { from: "2026-09-10", to: "2026-11-18", zone: "America/New_York", unit: "month" },
  ];
  for (const { unit, model, ...range } of ranges) {
    const asked = {
      source: "chat",
      from: range.from,
      to: range.to,
      timeZone: range.zone,
      ...(model && { model }),
    };
    const { figures } = await worked(asked);
    expect(figures?.unit).toBe(unit);
    const matching = events.filter((event) => model === undefined || event.model === model);
    const plain = recount(matching, range, unit === "week" ? monday : firstOfMonth);
    const names = figures?.cohorts.map(({ start }) => start ?? "before") ?? [];
    expect(names.length).toBeGreaterThan(2);
    expect(figures?.rows).toEqual(
      listDays(range.from, range.to).map((day) => ({
        day,
        costMicros: names.map((cohort) => plain.micros(day, cohort)),
        namelessMicros: plain.micros(day, "nobody"),
      })),
    );
    expect(figures?.cohorts.map(({ users }) => users)).toEqual(
      names.map((name) => plain.users.get(name)?.size ?? 0),
    );
    const calendar = new Intl.DateTimeFormat("en-CA", { timeZone: range.zone });
    const report = unwrap(
      await getUsageReport(finance, {
        from: new Date(startOfDay("2026-09-01", range.zone)).toISOString(),
        to: new Date(startOfDay("2026-11-21", range.zone)).toISOString(),
        interval: "day",
        timeZone: range.zone,
        source: "chat",
        ...(model && { model }),
      }),
    );
    for (const { day, costMicros, namelessMicros } of figures?.rows ?? []) {
      const bucket = report.data.find(({ start }) => calendar.format(Date.parse(start)) === day);
      const total = [...costMicros, namelessMicros].reduce((sum, micros) => sum + BigInt(micros), 0n);
      expect([day, String(total)]).toEqual([day, bucket?.costMicros ?? "0"]);
    }
  }
});
