import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent, recount } from "../../../e2e/fixtures/usage-events";
import type { Actor } from "../../auth";
import { closeDatabase, pool, useDatabase } from "../../platform/db";
import { earlierBucket, floorToBucket, type InferenceEvent, listBuckets, nextBucket, usageQuery } from "..";
import { addPrice, getUsageCatalog, getUsageReport, recordUsage, sumUsageBetween } from ".";

const finance: Actor = { kind: "person", id: "p", name: "Finance", email: "f@x.test", role: "finance" };
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("report");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

async function report(query: Record<string, string>) {
  const result = await getUsageReport(finance, usageQuery.parse(query));
  if (!result.ok) throw new Error(result.error.detail);
  return result.value;
}

let nth = 0;
function newSource() {
  nth += 1;
  return `source-${nth}`;
}
const at = (time: string, subject: string | null, more: Partial<InferenceEvent> = {}) =>
  inferenceEvent({ at: time, subject, ...more });
const record = (source: string, events: InferenceEvent[]) =>
  recordUsage(events.map((event) => ({ ...event, source })));
const growthOf = (row: { [figure: string]: unknown }) =>
  ["activeUsers", "newUsers", "retainedUsers", "returnedUsers", "churnedUsers"].map((figure) => row[figure]);

describe("users", () => {
  it("are new once ever, retained when seen in the bucket before, returned else, and churned when missing", async () => {
    const source = newSource();
    await record(source, [
      at("2026-11-01T09:00:00Z", "a"),
      at("2026-11-01T09:00:00Z", "b"),
      at("2026-11-02T09:00:00Z", "a"),
      at("2026-11-02T10:00:00Z", "a"),
      at("2026-11-02T09:00:00Z", "c"),
      at("2026-11-04T09:00:00Z", "b"),
      at("2026-11-04T09:00:00Z", null),
    ]);
    const { data } = await report({ source, from: "2026-11-01T00:00:00Z", to: "2026-11-07T00:00:00Z" });
    expect(data.map((row) => [row.start.slice(0, 10), row.requests, ...growthOf(row)])).toEqual([
      ["2026-11-01", 2, 2, 2, 0, 0, 0],
      ["2026-11-02", 3, 2, 1, 1, 0, 1],
      ["2026-11-03", 0, 0, 0, 0, 0, 2],
      ["2026-11-04", 2, 1, 0, 0, 1, 0],
      ["2026-11-05", 0, 0, 0, 0, 0, 1],
    ]);
  });

  it("are retained by the bucket before the range, and churned from it", async () => {
    const source = newSource();
    await record(source, [
      at("2026-11-01T09:00:00Z", "old"),
      at("2026-11-02T09:00:00Z", "stays"),
      at("2026-11-02T09:00:00Z", "goes"),
      at("2026-11-03T09:00:00Z", "stays"),
      at("2026-11-03T09:00:00Z", "old"),
    ]);
    const { data, totals } = await report({
      source,
      from: "2026-11-03T00:00:00Z",
      to: "2026-11-04T00:00:00Z",
    });
    expect(data.map(growthOf)).toEqual([[2, 0, 1, 1, 1]]);
    // one bucket is its own total
    expect(growthOf(totals)).toEqual([2, 0, 1, 1, 1]);
  });

  it("in the totals are distinct over the range, which is one bucket beside the stretch before it", async () => {
    const source = newSource();
    await record(source, [
      at("2026-10-20T09:00:00Z", "long ago"),
      at("2026-10-31T09:00:00Z", "before"),
      at("2026-10-30T09:00:00Z", "lost"),
      at("2026-11-01T09:00:00Z", "before"),
      at("2026-11-01T09:00:00Z", "long ago"),
      at("2026-11-01T09:00:00Z", "new"),
      at("2026-11-02T09:00:00Z", "new"),
      at("2026-11-03T09:00:00Z", "new"),
    ]);
    const { totals } = await report({ source, from: "2026-11-01T00:00:00Z", to: "2026-11-04T00:00:00Z" });
    expect(growthOf(totals)).toEqual([3, 1, 1, 1, 1]);
  });

  it("of a filter and of each group are counted as if only its events existed", async () => {
    const source = newSource();
    await record(source, [
      at("2026-11-01T09:00:00Z", "a", { model: "x", campaign: "spring" }),
      at("2026-11-02T09:00:00Z", "a", { model: "y" }),
      at("2026-11-02T09:00:00Z", "a", { model: "x" }),
    ]);
    const range = { source, from: "2026-11-02T00:00:00Z", to: "2026-11-03T00:00:00Z" };
    expect(growthOf((await report(range)).totals)).toEqual([1, 0, 1, 0, 0]);
    expect(growthOf((await report({ ...range, model: "y" })).totals)).toEqual([1, 1, 0, 0, 0]);
    expect(growthOf((await report({ ...range, model: "x" })).totals)).toEqual([1, 0, 1, 0, 0]);
    const grouped = await report({ ...range, groupBy: "model" });
    expect(grouped.data.map((row) => [row.model, ...growthOf(row)])).toEqual([
      ["x", 1, 0, 1, 0, 0],
      ["y", 1, 1, 0, 0, 0],
    ]);
    expect(growthOf(grouped.totals)).toEqual([1, 0, 1, 0, 0]);
    const campaigns = await report({ ...range, groupBy: "campaign" });
    expect(campaigns.data.map((row) => [row.campaign, row.requests, ...growthOf(row)])).toEqual([
      [null, 2, 1, 1, 0, 0, 0],
      ["spring", 0, 0, 0, 0, 0, 1],
    ]);
  });

  it("of one name in two sources are one, in the view of both", async () => {
    const [a, b] = [newSource(), newSource()];
    const campaign = `both-${nth}`;
    await record(a, [at("2026-11-01T09:00:00Z", "same", { campaign })]);
    await record(b, [at("2026-11-01T10:00:00Z", "same", { campaign })]);
    const range = { campaign, from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z" };
    expect((await report(range)).totals.activeUsers).toBe(1);
    expect((await report({ ...range, groupBy: "source" })).data.map((row) => row.activeUsers)).toEqual([
      1, 1,
    ]);
  });
});

const zones = ["UTC", "Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York"];
const hours = (count: number) => count * 3_600_000;

describe("any order, repetition and lateness of events", () => {
  // a fortnight over the end of summer time in New York, in bursts, so that users come back
  const start = Date.parse("2026-10-26T00:00:00Z");
  const event = fc.record({
    key: fc.integer({ min: 0, max: 60 }),
    minute: fc.integer({ min: 0, max: 14 * 24 * 60 - 1 }),
    user: fc.option(fc.integer({ min: 0, max: 6 }), { nil: null }),
    model: fc.constantFrom("x", "y"),
    tokens: fc.integer({ min: 0, max: 1000 }),
  });
  const batches = fc.array(fc.array(event, { minLength: 1, maxLength: 25 }), { minLength: 1, maxLength: 4 });

  it("gives what one plain pass over the distinct events gives, in five zones", async () => {
    await fc.assert(
      fc.asyncProperty(
        batches,
        fc.constantFrom(...zones),
        fc.constantFrom("hour" as const, "day" as const),
        async (given, zone, interval) => {
          const source = newSource();
          const sent = given.map((batch) =>
            batch.map(({ key, minute, user, model, tokens }) =>
              inferenceEvent({
                source,
                id: `k${key}`,
                atMicros: (start + minute * 60_000) * 1000,
                subject: user === null ? null : `u${user}`,
                model,
                inputTokens: tokens,
              }),
            ),
          );
          for (const batch of sent) {
            await recordUsage([...batch, ...batch.slice(0, 3)]);
            // a report between them keeps spans, which what comes late must unmake
            await report({
              source,
              interval: "day",
              timeZone: zone,
              from: new Date(floorToBucket(start + hours(72), "day", zone)).toISOString(),
              to: new Date(floorToBucket(start + hours(200), "day", zone)).toISOString(),
            });
          }
          // the first of each id is the one that counts
          const counted = [
            ...new Map(
              sent
                .flat()
                .reverse()
                .map((one) => [one.id, one]),
            ).values(),
          ];
          const from = floorToBucket(start + hours(interval === "hour" ? 150 : 24), interval, zone);
          const to = floorToBucket(start + hours(interval === "hour" ? 190 : 14 * 24), interval, zone);
          const edges = listBuckets(from, to, interval, zone, 1000) ?? [];
          const starts = [earlierBucket(from, interval, zone), ...edges.slice(0, -1)];
          for (const model of ["", "x"]) {
            const query = {
              source,
              interval,
              timeZone: zone,
              from: new Date(from).toISOString(),
              to: new Date(to).toISOString(),
              model,
            };
            const { data, totals } = await report(query);
            const expected = recount(
              counted.filter((one) => model === "" || one.model === model),
              starts,
              interval,
              zone,
            );
            const rows = new Map(data.map((row) => [Date.parse(row.start), row]));
            for (const [at, figures] of expected) {
              const row = rows.get(at);
              if (row) expect(row).toMatchObject(figures);
              else expect(Object.values(figures).every((figure) => figure === 0)).toBe(true);
            }
            expect([...rows.keys()].filter((at) => !expected.has(at))).toEqual([]);
            for (const figure of ["requests", "inputTokens"] as const) {
              expect(totals[figure]).toBe(data.reduce((sum, row) => sum + row[figure], 0));
            }
            const grouped = await report({ ...query, groupBy: "model" });
            expect(grouped.totals).toEqual(totals);
            expect(grouped.data.reduce((sum, row) => sum + row.requests, 0)).toBe(totals.requests);
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);
});

describe("what a report keeps of whole days", () => {
  const day = { from: "2026-11-02T00:00:00Z", to: "2026-11-03T00:00:00Z" };
  const spans = async (source: string) =>
    Number(
      (
        await pool().query(
          "SELECT count(*) FROM usage_span s JOIN usage_dimension d ON d.id = s.dimension_id WHERE d.source = $1",
          [source],
        )
      ).rows[0].count,
    );

  it("is read by the next one, until something late is written for that time", async () => {
    const source = newSource();
    await record(source, [
      at("2026-08-01T09:00:00Z", "old"),
      at("2026-11-01T09:00:00Z", "a"),
      at("2026-11-02T09:00:00Z", "a"),
      at("2026-11-02T09:00:00Z", "old"),
    ]);
    const first = await report({ source, ...day });
    expect(growthOf(first.totals)).toEqual([2, 0, 1, 1, 0]);
    // the day, the day before and everything before October
    expect(await spans(source)).toBe(3);
    await pool().query(
      "UPDATE usage_span s SET requests = 77 FROM usage_dimension d WHERE d.id = s.dimension_id AND d.source = $1",
      [source],
    );
    await pool().query(
      "DELETE FROM usage_span_users u USING usage_dimension d WHERE d.id = u.dimension_id AND d.source = $1 AND u.from_at = 'epoch'",
      [source],
    );
    // tampered with, so that it shows: this is what is read
    const kept = await report({ source, ...day });
    expect([kept.totals.requests, ...growthOf(kept.totals)]).toEqual([77, 2, 1, 1, 0, 0]);
    await record(source, [at("2026-11-02T10:00:00Z", "b"), at("2026-09-01T10:00:00Z", "b")]);
    const again = await report({ source, ...day });
    expect([again.totals.requests, ...growthOf(again.totals)]).toEqual([3, 3, 0, 1, 2, 0]);
  });

  it("goes on from an earlier month, and is the same", async () => {
    const source = newSource();
    await record(source, [
      at("2025-01-10T09:00:00Z", "a"),
      at("2025-03-10T09:00:00Z", "b"),
      at("2025-06-10T09:00:00Z", "c"),
    ]);
    const month = (from: string, to: string) => report({ source, interval: "month", from, to });
    expect(growthOf((await month("2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z")).totals)).toEqual([
      1, 1, 0, 0, 0,
    ]);
    await record(source, [
      at("2025-07-10T09:00:00Z", "a"),
      at("2025-07-10T09:00:00Z", "b"),
      at("2025-07-10T09:00:00Z", "d"),
    ]);
    for (let time = 0; time < 2; time += 1) {
      expect(growthOf((await month("2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z")).totals)).toEqual([
        3, 1, 0, 2, 1,
      ]);
      expect(growthOf((await month("2025-01-01T00:00:00Z", "2025-08-01T00:00:00Z")).totals)).toEqual([
        4, 4, 0, 0, 0,
      ]);
    }
  });

  it("is the same, made by many at once", async () => {
    const source = newSource();
    await record(
      source,
      Array.from({ length: 40 }, (_, index) =>
        at(new Date(Date.parse("2026-10-01T00:00:00Z") + index * hours(13)).toISOString(), `u${index % 5}`),
      ),
    );
    const query = { source, from: "2026-10-10T00:00:00Z", to: "2026-10-20T00:00:00Z" };
    const reports = await Promise.all(Array.from({ length: 8 }, () => report(query)));
    const { asOf: _, ...expected } = await report(query);
    for (const { asOf: __, ...one } of reports) expect(one).toEqual(expected);
  });

  it("is nothing of a day that may still go on", async () => {
    const source = newSource();
    const today = floorToBucket(Date.now(), "day", "UTC");
    const query = {
      source,
      from: new Date(today).toISOString(),
      to: new Date(nextBucket(today, "day", "UTC")).toISOString(),
    };
    for (let seen = 1; seen <= 3; seen += 1) {
      await record(source, [
        at(new Date(Math.min(Date.now(), nextBucket(today, "day", "UTC") - 1)).toISOString(), `u${seen}`),
      ]);
      expect((await report(query)).totals.activeUsers).toBe(seen);
    }
  });

  it("is made anew when a price changes what the day cost", async () => {
    const source = newSource();
    await record(source, [at("2026-11-02T09:00:00Z", "a", { model: "later-priced", inputTokens: 10 })]);
    expect((await report({ source, ...day })).totals).toMatchObject({ costMicros: "0", unpricedRequests: 1 });
    await addPrice(finance, {
      model: "later-priced",
      currency: "USD",
      effectiveFrom: "2026-01-01T00:00:00Z",
      perMillion: { input: "3" },
    });
    expect((await report({ source, ...day })).totals).toMatchObject({
      costMicros: "30",
      unpricedRequests: 0,
    });
  });
});

describe("buckets", () => {
  it("of a day in autumn in New York are 25 hours, of which two have one name", async () => {
    const source = newSource();
    const first = Date.parse("2026-11-01T04:00:00Z");
    await record(
      source,
      Array.from({ length: 25 }, (_, hour) => at(new Date(first + hours(hour)).toISOString(), "a")),
    );
    const { data } = await report({
      source,
      from: "2026-11-01T04:00:00Z",
      to: "2026-11-02T05:00:00Z",
      interval: "hour",
      timeZone: "America/New_York",
    });
    expect(data.map(({ requests }) => requests)).toEqual(Array(25).fill(1));
    const days = await report({
      source,
      from: "2026-11-01T04:00:00Z",
      to: "2026-11-02T05:00:00Z",
      timeZone: "America/New_York",
    });
    expect(days.data.map(({ start, requests }) => [start, requests])).toEqual([
      ["2026-11-01T04:00:00.000Z", 25],
    ]);
  });

  it.each(zones)("of weeks and months in %s add up to the same", async (zone) => {
    const source = newSource();
    const first = Date.parse("2025-12-15T00:07:00Z");
    await record(
      source,
      Array.from({ length: 200 }, (_, index) =>
        at(new Date(first + index * hours(17)).toISOString(), `u${index % 9}`, { inputTokens: index }),
      ),
    );
    for (const interval of ["week", "month"] as const) {
      const from = floorToBucket(Date.parse("2025-12-20T00:00:00Z"), interval, zone);
      const to = nextBucket(
        floorToBucket(Date.parse("2026-04-20T00:00:00Z"), interval, zone),
        interval,
        zone,
      );
      const { data, totals } = await report({
        source,
        interval,
        timeZone: zone,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
      });
      const inside = Array.from({ length: 200 }, (_, index) => first + index * hours(17)).filter(
        (ms) => ms >= from && ms < to,
      );
      expect(data.reduce((sum, row) => sum + row.requests, 0)).toBe(inside.length);
      expect(totals.requests).toBe(inside.length);
      expect(totals.activeUsers).toBe(9);
    }
  });
});

describe("the catalog and the rate of spend", () => {
  it("know each source by its first and last event, the demo as such, and only names that were used", async () => {
    const source = newSource();
    await record(source, [
      at("2026-11-01T09:00:00.123Z", "a", { region: "eu", model: "catalog-model", campaign: "catalog" }),
      at("2026-11-05T10:00:00Z", "a", { model: "catalog-model" }),
    ]);
    await record("demo", [at("2026-11-01T09:00:00Z", "a")]);
    const catalog = await getUsageCatalog(finance);
    if (!catalog.ok) throw new Error(catalog.error.detail);
    expect(catalog.value.sources.find((one) => one.source === source)).toEqual({
      source,
      isDemo: false,
      firstEventAt: "2026-11-01T09:00:00.123Z",
      lastEventAt: "2026-11-05T10:00:00.000Z",
    });
    expect(catalog.value.sources.find(({ isDemo }) => isDemo)?.source).toBe("demo");
    expect(catalog.value.models).toContain("catalog-model");
    expect(catalog.value.campaigns).toContain("catalog");
    expect(catalog.value.regions).toEqual(["eu"]);
    const without = await getUsageReport(finance, {
      ...usageQuery.parse({ from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z", groupBy: "source" }),
      exceptSource: "demo",
    });
    expect(without.ok && without.value.data.some((row) => row.source === "demo")).toBe(false);
  });

  it("of a window that cuts quarters of an hour are exact to the event, also after something late", async () => {
    const source = newSource();
    const sum = async () => {
      const [from, to] = ["2026-11-02T09:05:00Z", "2026-11-02T09:52:30Z"].map((one) => Date.parse(one));
      const read = await sumUsageBetween(finance, [{ from: from ?? 0, to: to ?? 0 }], { source });
      return read.ok && read.value[0]?.requests;
    };
    await record(source, [
      at("2026-11-02T09:04:59.999Z", "a"),
      at("2026-11-02T09:05:00Z", "a"),
      at("2026-11-02T09:20:00Z", "a"),
      at("2026-11-02T09:52:29.999Z", "a"),
      at("2026-11-02T09:52:30Z", "a"),
    ]);
    expect([await sum(), await sum()]).toEqual([3, 3]);
    await record(source, [at("2026-11-02T09:06:00Z", "b"), at("2026-11-02T09:50:00Z", "b")]);
    expect(await sum()).toBe(5);
  });

  it("are exact for one filter after another and for all at once, however many, and however busy a quarter is", async () => {
    const sources = Array.from({ length: 7 }, newSource);
    // a window in each of seven days, as the same hour of the days before: both of its ends cut a quarter
    const windows = Array.from({ length: 7 }, (_, day) => ({
      from: Date.parse(`2026-10-1${day}T09:05:00Z`),
      to: Date.parse(`2026-10-1${day}T10:05:00Z`),
    }));
    for (const [n, source] of sources.entries())
      await record(
        source,
        windows.flatMap(({ from, to }) =>
          [from - 1, from, to - 1, to].map((ms) => at(new Date(ms).toISOString(), "a", { requests: n + 1 })),
        ),
      );
    // more than is kept of a quarter
    await record(sources[0] ?? "", [at("2026-10-10T09:05:00.500Z", "a", { requests: 6_000 })]);
    const sum = async (source: string) => {
      const read = await sumUsageBetween(finance, windows, { source });
      return read.ok ? read.value.map(({ requests }) => requests) : [];
    };
    const expected = sources.map((_, n) =>
      windows.map((__, day) => 2 * (n + 1) + (n === 0 && day === 0 ? 6_000 : 0)),
    );
    for (let round = 0; round < 2; round += 1) {
      const found: number[][] = [];
      for (const source of sources) found.push(await sum(source));
      expect(found).toEqual(expected);
    }
    expect(await Promise.all(sources.map(sum))).toEqual(expected);
  });

  it("are for whoever may see", async () => {
    const key: Actor = {
      kind: "key",
      id: "k",
      name: "k",
      prefix: "slu_",
      publicId: "p",
      scopes: ["usage:write"],
      allowedOrigins: [],
    };
    const query = usageQuery.parse({ from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z" });
    for (const refused of [await getUsageReport(key, query), await getUsageCatalog(key)]) {
      expect(refused).toMatchObject({ ok: false, error: { code: "forbidden" } });
    }
  });
});
