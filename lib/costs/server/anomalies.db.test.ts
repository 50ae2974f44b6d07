import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor } from "../../auth";
import { closeDatabase, useDatabase } from "../../platform/db";
import { recordUsage } from "../../usage/server";
import { type AskedView, addDays, alsoWords, anomalyWords, splitWords, toAnomalyMarkers } from "..";
import { getAnomalies } from ".";

const reader: Actor = { kind: "person", id: "g", name: "g", email: "g@x.test", role: "growth" };
const UNIT = 1_000_000n;
const FIRST = "2026-10-01";
const SPIKE = "2026-11-19";

let database: TestDatabase;
/** Ten users a day at a unit each; on one day twenty more come by a campaign and use the dearest model. */
async function tell(source: string, days: number) {
  const event = (day: string, nth: number, more: object) =>
    inferenceEvent({
      source,
      id: `${day} ${nth}`,
      at: `${day}T0${nth % 8}:30:00Z`,
      subject: `u${nth % 10}`,
      model: nth % 2 ? "plus" : "turbo",
      region: nth % 3 ? "cn" : "eu",
      inputTokens: 1_000,
      cost: { micros: UNIT, currency: "USD" },
      ...more,
    });
  const events = [];
  for (let nth = 0; nth < days; nth += 1) {
    const day = addDays(FIRST, nth);
    for (let user = 0; user < 60; user += 1) events.push(event(day, user, {}));
    if (day !== SPIKE) continue;
    for (let user = 100; user < 120; user += 1)
      events.push(
        event(day, user, {
          subject: `came${user}`,
          model: "max",
          campaign: "spring",
          cost: { micros: 6n * UNIT, currency: "USD" },
        }),
      );
  }
  await recordUsage(events);
}
beforeAll(async () => {
  database = await createTestDatabase("anomalies");
  await useDatabase(database.url);
  await tell("calm", 52);
  await tell("young", 12);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

const ask = async (asked: AskedView, now: string) => unwrap(await getAnomalies(reader, asked, new Date(now)));

describe("anomalies", () => {
  it("are the day that cost three times as much, with who caused it and by what, and no other", async () => {
    const told = await ask({ source: "calm", range: "30" }, "2026-11-21T12:00:00Z");
    expect(told.data.map(({ day }) => day)).toEqual([SPIKE]);
    const [spike] = told.data;
    if (!spike) throw new Error("nothing was found");
    // 60 and 20 × 6, where Thursdays let expect 60
    expect(spike.figures[0]).toMatchObject({
      figure: "spend",
      actual: String(180n * UNIT),
      expected: String(60n * UNIT),
      percent: 200,
      basis: "weekday",
    });
    expect(spike.cause).toMatchObject({
      share: 1,
      parts: [expect.objectContaining({ value: expect.stringMatching(/max|spring/) })],
    });
    expect(anomalyWords(spike, "USD")).toMatch(
      /^19 November cost USD 180\.00, USD 120\.00 \(200 %\) more than Thursdays let expect; 100 % of it is (model max|campaign spring)\.$/,
    );
    // three times the users at a third more requests in all: 60 × 3, then 80 at the old cost, then what a token cost more
    expect(splitWords(spike)).toEqual([
      "+120.00 more users",
      "−100.00 fewer requests a user",
      "+100.00 dearer tokens (price or models)",
    ]);
    expect(alsoWords(spike)).toBe("new users +20");
    expect(told).toMatchObject({ unjudgedDays: 0, detail: null });
    expect(toAnomalyMarkers(told.data, "USD", "UTC")).toMatchObject([
      { kind: "anomaly", from: "2026-11-19T00:00:00.000Z" },
    ]);
  });

  it("are told of today by its hours so far, against the same hours", async () => {
    const told = await ask({ source: "calm", range: "7" }, "2026-11-19T07:20:00Z");
    expect(told.data[0]).toMatchObject({
      day: SPIKE,
      until: "2026-11-19T07:00:00.000Z",
      figures: [{ figure: "spend", difference: String(expectedUntilSeven * UNIT) }],
    });
    expect(anomalyWords(told.data[0] as never, "USD")).toContain("so far");
  });

  it("are not looked for before there are enough days, and that is said", async () => {
    const told = await ask({ source: "young", range: "14" }, "2026-10-12T12:00:00Z");
    expect(told.data).toEqual([]);
    expect(told.judgedDays).toBe(0);
    expect(told.detail).toMatch(/^Not enough data: a day is judged by at least 14 full days before it/);
  });

  it("are none before the first event", async () => {
    expect(await ask({ source: "nobody" }, "2026-10-12T12:00:00Z")).toMatchObject({
      data: [],
      judgedDays: 0,
    });
  });
});

/** Of the twenty who came, those of the first seven hours, at six units each. */
const expectedUntilSeven =
  BigInt(Array.from({ length: 20 }, (_, nth) => nth + 100).filter((nth) => nth % 8 < 7).length) * 6n;
