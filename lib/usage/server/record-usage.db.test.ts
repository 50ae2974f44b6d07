import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runElsewhere } from "../../../e2e/fixtures/run-elsewhere";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import { closeDatabase, pool, useDatabase } from "../../platform/db";
import type { UsageEvent } from "..";
import { getUsagePulse, recordUsage } from ".";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("record");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

let nth = 0;
const source = () => {
  nth += 1;
  return `source-${nth}`;
};
async function one<T>(text: string, values: unknown[] = []): Promise<T> {
  return (await pool().query(text, values)).rows[0] as T;
}
const many = (from: string, count: number): UsageEvent[] =>
  Array.from({ length: count }, (_, index) =>
    inferenceEvent({
      source: from,
      id: `e${index}`,
      subject: `u${index % 50}`,
      inputTokens: index,
      atMicros: (Date.parse("2026-11-02T00:00:00Z") + index * 60_000) * 1000,
    }),
  );

/** Rollup and rows tell the same, and presence tells who is in the rows. */
async function expectAgreement(): Promise<void> {
  const sums = `count(*)::int AS cells, sum(requests)::text AS requests, sum(input_tokens)::text AS input,
    sum(cost_micros)::text AS cost, sum(unpriced)::text AS unpriced FROM`;
  const rows = await one(
    `SELECT ${sums} (SELECT dimension_id, date_bin('15 minutes', at, '2000-01-01Z') AS bucket, sum(requests) AS requests,
       sum(input_tokens) AS input_tokens, coalesce(sum(cost_micros), 0) AS cost_micros,
       sum(requests) FILTER (WHERE cost_micros IS NULL) AS unpriced FROM usage_event GROUP BY 1, 2) AS counted`,
  );
  const rollup = await one(
    `SELECT ${sums} (SELECT requests, input_tokens, cost_micros, unpriced_requests AS unpriced FROM usage_rollup) AS kept`,
  );
  expect(rollup).toEqual(rows);
  const missing = await one<{ count: number }>(
    `SELECT count(*)::int FROM (
       (SELECT DISTINCT dimension_id, date_bin('15 minutes', at, '2000-01-01Z'), subject_id FROM usage_event WHERE subject_id IS NOT NULL
        EXCEPT SELECT dimension_id, bucket_start, unnest(subject_ids) FROM usage_presence)
       UNION ALL
       (SELECT dimension_id, bucket_start, unnest(subject_ids) FROM usage_presence
        EXCEPT SELECT dimension_id, date_bin('15 minutes', at, '2000-01-01Z'), subject_id FROM usage_event)) AS differing`,
  );
  expect(missing.count).toBe(0);
}

describe("an event", () => {
  it("is counted once, however often and at whatever time it says it was", async () => {
    const from = source();
    const event = inferenceEvent({ source: from, id: "a" });
    expect(await recordUsage([event, { ...event }])).toEqual(["unpriced", "duplicate"]);
    expect(await recordUsage([{ ...event, atMicros: event.atMicros + 86_400_000_000 * 40 }])).toEqual([
      "duplicate",
    ]);
    expect(await recordUsage([{ ...event, source: source() }])).toEqual(["unpriced"]);
  });

  it("of a signup is kept, once, and is neither a request nor a user", async () => {
    const from = source();
    const signup: UsageEvent = {
      kind: "signup",
      source: from,
      id: "s",
      atMicros: 1_790_000_000_000_000,
      subject: "new",
      campaign: "spring",
    };
    expect(await recordUsage([signup, inferenceEvent({ source: from, id: "s" })])).toEqual([
      "signup",
      "duplicate",
    ]);
    expect(await one("SELECT subject, campaign FROM usage_signup WHERE source = $1", [from])).toEqual({
      subject: "new",
      campaign: "spring",
    });
    expect(
      await one(
        "SELECT count(*)::int AS dimensions FROM usage_dimension d JOIN usage_rollup r ON r.dimension_id = d.id WHERE source = $1",
        [from],
      ),
    ).toEqual({ dimensions: 0 });
  });

  it("keeps any text, and its time to the microsecond", async () => {
    const text = `it's a "test" \\ {of}, NULL 😀`;
    const from = source();
    const atMicros = Date.parse("2000-01-01T00:00:00Z") * 1000 + 1;
    await recordUsage([
      inferenceEvent({
        source: from,
        id: text,
        subject: text,
        model: text,
        region: text,
        atMicros,
        gpuNanos: 123_456_789n,
      }),
    ]);
    expect(
      await one(
        `SELECT e.event_id, s.subject, d.model, d.region, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS at, e.gpu_seconds::text
         FROM usage_event e JOIN usage_dimension d ON d.id = e.dimension_id JOIN usage_subject s ON s.id = e.subject_id WHERE d.source = $1`,
        [from],
      ),
    ).toEqual({
      event_id: text,
      subject: text,
      model: text,
      region: text,
      at: "2000-01-01 00:00:00.000001",
      gpu_seconds: "0.123456789",
    });
  });
});

describe("writers at once", () => {
  it("count the same batch once, sent sixteen times in parallel", async () => {
    const from = source();
    const answers = await Promise.all(Array.from({ length: 16 }, () => recordUsage(many(from, 700))));
    const counted = answers.flat().filter((written) => written !== "duplicate");
    expect([counted.length, answers.flat().length]).toEqual([700, 16 * 700]);
    await expectAgreement();
  });

  it("in two processes count each event once, make months once and never lock each other out", async () => {
    const both = await Promise.all(
      Array.from({ length: 3 }, () =>
        runElsewhere("e2e/fixtures/send-usage.ts", ["two", "15000"], database.url),
      ),
    );
    expect(both.map(({ code, stderr }) => [code, stderr])).toEqual(Array(3).fill([0, ""]));
    expect(both.reduce((sum, { stdout }) => sum + Number(stdout), 0)).toBe(15_000);
    await expectAgreement();
  }, 120_000);

  // of ideographs, so that a compressed index row is too long too
  const long = () =>
    Array.from({ length: 200 }, () => String.fromCodePoint(0x4e00 + Math.floor(Math.random() * 20_000))).join(
      "",
    );
  it.each([
    ["the impossible value", { inputTokens: 1, cachedInputTokens: 2 }],
    [
      "names too long together",
      { source: long(), model: long(), provider: long(), region: long(), campaign: long() },
    ],
  ])("do not fail for one among them: only the caller with %s does", async (_, fault) => {
    const from = source();
    const bad = inferenceEvent({ source: from, id: "bad", ...fault });
    const good = many(from, 10);
    // the first call starts a write alone; the others gather behind it
    const [first, failed, second] = await Promise.allSettled([
      recordUsage(many(source(), 1)),
      recordUsage([bad]),
      recordUsage(good),
    ]);
    expect([first?.status, failed?.status, second?.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(
      await one(
        "SELECT count(*)::int FROM usage_event e JOIN usage_dimension d ON d.id = e.dimension_id WHERE d.source = $1",
        [from],
      ),
    ).toEqual({ count: 10 });
    await expectAgreement();
  });

  it("share writes: one caller with many events does not keep the others waiting to its end", async () => {
    const order: string[] = [];
    const large = recordUsage(many(source(), 12_000)).then(() => order.push("large"));
    const small = recordUsage(many(source(), 1)).then(() => order.push("small"));
    await Promise.all([large, small]);
    expect(order).toEqual(["small", "large"]);
  });
});

describe("months", () => {
  it("that were dropped come back when an event needs them", async () => {
    const from = source();
    const at = "2031-05-05T00:00:00Z";
    await recordUsage([inferenceEvent({ source: from, id: "1", at })]);
    await pool().query("DROP TABLE usage_event_2031_05");
    expect(await recordUsage([inferenceEvent({ source: from, id: "2", at })])).toEqual(["unpriced"]);
    // what was counted before stays counted
    expect(await recordUsage([inferenceEvent({ source: from, id: "1", at })])).toEqual(["duplicate"]);
  });
});

describe("the pulse", () => {
  it("moves with what was counted, and not with duplicates", async () => {
    const event = inferenceEvent({ source: source() });
    const before = await getUsagePulse();
    await recordUsage([event]);
    const after = await getUsagePulse();
    await recordUsage([event]);
    expect(Number(after)).toBeGreaterThan(Number(before));
    expect(await getUsagePulse()).toBe(after);
  });
});
