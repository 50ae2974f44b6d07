import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor } from "../../auth";
import { closeDatabase, useDatabase } from "../../platform/db";
import type { InferenceEvent } from "..";
import { getCohorts, recordUsage } from ".";

const finance: Actor = { kind: "person", id: "p", name: "Finance", email: "f@x.test", role: "finance" };
const now = Date.parse("2026-11-25T12:00:00Z");
const WEEK_MS = 7 * 86_400_000;
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("cohorts");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

const calendars = new Map<string, Intl.DateTimeFormat>();
function calendarOf(zone: string): Intl.DateTimeFormat {
  const calendar = calendars.get(zone) ?? new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  calendars.set(zone, calendar);
  return calendar;
}

/** Monday of the week that the calendar of the zone shows, by another way than the code's own. */
function mondayOf(atMicros: number, zone: string): string {
  const day = calendarOf(zone).format(atMicros / 1000);
  const words = new Date(`${day}T00:00:00Z`);
  words.setUTCDate(words.getUTCDate() - ((words.getUTCDay() + 6) % 7));
  return words.toISOString().slice(0, 10);
}

/** Who was new in which week and seen in which other one: a plain pass over the events. */
function recount(events: InferenceEvent[], zone: string, brought?: string): Map<string, number> {
  const counted = new Map<string, Set<string>>();
  const bySubject = new Map<string, InferenceEvent[]>();
  for (const event of events) {
    if (event.subject !== null)
      bySubject.set(event.subject, [...(bySubject.get(event.subject) ?? []), event]);
  }
  for (const [subject, own] of bySubject) {
    const first = mondayOf(Math.min(...own.map(({ atMicros }) => atMicros)), zone);
    const came = own.filter(({ atMicros }) => mondayOf(atMicros, zone) === first);
    if (brought !== undefined && !came.some(({ campaign }) => campaign === brought)) continue;
    for (const { atMicros } of own) {
      const cell = `${first} ${mondayOf(atMicros, zone)}`;
      counted.set(cell, (counted.get(cell) ?? new Set()).add(subject));
    }
  }
  return new Map([...counted].map(([cell, subjects]) => [cell, subjects.size]));
}

it("are what a plain pass over the events says, in any zone, also after late events and from what is kept", async () => {
  let state = 5;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor(state / 1024) % below;
  };
  const events = Array.from({ length: 900 }, (_, nth) =>
    inferenceEvent({
      id: `e${nth}`,
      atMicros: (now - next(14 * 7 * 86_400) * 1000) * 1000,
      subject: next(12) === 0 ? null : `user-${next(250)}`,
      model: `model-${next(3)}`,
      campaign: ["", "", "autumn", "campus"][next(4)] ?? "",
    }),
  );
  const late = inferenceEvent({
    id: "late",
    atMicros: (now - 9 * WEEK_MS) * 1000,
    subject: "user-new",
    campaign: "autumn",
  });
  await recordUsage(events);
  for (const [round, counted] of [events, [...events, late]].entries()) {
    if (round === 1) await recordUsage([late]);
    for (const zone of ["UTC", "Asia/Kathmandu", "America/New_York"]) {
      const answer = await getCohorts(finance, { weeks: 12, zone, now });
      if (!answer.ok) throw new Error(answer.error.detail);
      const { weeks, campaigns, weeksOver } = answer.value;
      expect([weeks.length, weeksOver]).toEqual([12, 11]);
      const monday = (week: number) => mondayOf((weeks[week]?.start ?? 0) * 1000 + 3_600_000_000, zone);
      const plain = recount(counted, zone);
      for (const [week, { users, cells }] of weeks.entries()) {
        expect(cells.map((cell) => cell.users)).toEqual(
          cells.map(({ after }) => plain.get(`${monday(week)} ${monday(week + after)}`) ?? 0),
        );
        expect(cells.every(({ of }) => of === users)).toBe(true);
      }
      expect(campaigns.map(({ campaign }) => campaign)).toEqual(["", "autumn", "campus"]);
      for (const { campaign, users, cells } of campaigns) {
        const own = recount(counted, zone, campaign);
        const at = (week: number, after: number) => own.get(`${monday(week)} ${monday(week + after)}`) ?? 0;
        const cohorts = weeks.map((_, week) => week);
        expect(users).toBe(cohorts.reduce((sum, week) => sum + at(week, 0), 0));
        for (const { after, users: back, of } of cells) {
          const told = cohorts.filter((week) => week + after < weeksOver);
          expect([back, of]).toEqual([
            told.reduce((sum, week) => sum + at(week, after), 0),
            told.reduce((sum, week) => sum + at(week, 0), 0),
          ]);
        }
      }
    }
  }
});

it("of one campaign know its own events alone, and a key without the scope none", async () => {
  const answer = await getCohorts(finance, { weeks: 4, zone: "UTC", now }, { campaign: "campus" });
  expect(answer.ok && answer.value.campaigns.map(({ campaign }) => campaign)).toEqual(["campus"]);
  const key: Actor = {
    kind: "key",
    id: "k",
    name: "k",
    prefix: "slu_",
    publicId: "p",
    scopes: ["usage:write"],
    allowedOrigins: [],
  };
  expect(await getCohorts(key, { weeks: 4, zone: "UTC", now })).toMatchObject({ ok: false });
});
