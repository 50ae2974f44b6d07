import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import { listAuditEntries } from "../../audit/server";
import type { Actor, Role } from "../../auth";
import { closeDatabase, useDatabase } from "../../platform/db";
import { type Grouping, groupings, toScaled, usageQuery } from "../../usage";
import { addPrice, getUsageReport, recordUsage } from "../../usage/server";
import { type AskedView, addDays, dayEdges, listDays } from "..";
import {
  exportFocus,
  exportUsage,
  getAnomalies,
  getCostsReport,
  getOverview,
  getPauseEffects,
  getUserCosts,
  listBudgets,
  setMonthlyBudget,
} from ".";

const person = (role: Role): Actor => ({
  kind: "person",
  id: role,
  name: role,
  email: `${role}@x.test`,
  role,
});
const finance = person("finance");

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("costs");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

const report = async (asked: AskedView, now: string) =>
  unwrap(await getCostsReport(finance, asked, new Date(now)));

/** The same story each time it is told. */
function story(source: string) {
  let state = 42;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
  return Array.from({ length: 1_500 }, (_, nth) => {
    const at = Date.parse("2026-10-20T00:00:00Z") + next(30 * 86_400) * 1_000;
    const unpriced = next(20) === 0;
    return inferenceEvent({
      source,
      id: `e${nth}`,
      atMicros: at * 1_000,
      subject: next(9) === 0 ? null : `user-${next(200)}`,
      model:
        ["=cmd|' /C calc'!A0", "qwen-plus", "qwen-max", "qwen, turbo", "unheard-of", "m6"][next(6)] ?? "m6",
      campaign: ["", "", "autumn", "campus"][next(4)] ?? "",
      region: ["cn-shanghai", "", "eu"][next(3)] ?? "",
      inputTokens: next(5_000),
      outputTokens: next(900),
      cost: unpriced ? null : { micros: BigInt(next(3_000_000) + 1), currency: "USD" },
    });
  });
}

const micros = (decimal: string) => BigInt(decimal.replace(".", ""));
const given = (filter: Record<string, string | undefined>) =>
  Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
const zones = [
  "UTC",
  "Asia/Kathmandu",
  "Asia/Shanghai",
  "America/New_York",
  "America/St_Johns",
  "Australia/Lord_Howe",
];
const add = (amounts: string[]) => amounts.reduce((sum, amount) => sum + BigInt(amount), 0n);

async function csvOf(query: Record<string, string>): Promise<Record<string, string>[]> {
  const file = unwrap(await exportUsage(finance, usageQuery.parse(query)));
  return parse(await new Response(file.body).text(), { columns: true }) as Record<string, string>[];
}

describe("rows, totals, chart and export", () => {
  it.each(
    groupings.flatMap((groupBy) =>
      ["UTC", "Asia/Kathmandu", "America/New_York"].map((zone) => [groupBy, zone] as const),
    ),
  )("agree to the millionth by %s in %s", async (groupBy: Grouping, timeZone) => {
    const source = `story-${timeZone}-${groupBy}`;
    const events = story(source);
    await recordUsage(events);
    const asked = { source, groupBy, timeZone, from: "2026-10-22", to: "2026-11-16" };
    const { rows, totals, groups, chart, unpriced } = await report(asked, "2026-11-25T12:00:00Z");
    const edges = dayEdges(asked.from, asked.to, timeZone);
    const [from = 0, to = 0] = [edges[0], edges.at(-1)];
    const inside = events.filter(({ atMicros }) => atMicros >= from * 1_000 && atMicros < to * 1_000);
    const plain = inside.reduce((sum, { cost }) => sum + (cost?.micros ?? 0n), 0n);
    expect(BigInt(totals.micros)).toBe(plain);
    expect(add(rows.map((row) => row.micros))).toBe(plain);
    expect(groups.length).toBeLessThanOrEqual(4);
    for (const [nth] of groups.entries()) {
      expect(add(rows.map((row) => row.byGroup[nth] ?? ""))).toBe(BigInt(totals.byGroup[nth] ?? ""));
    }
    for (const row of rows) expect(add(row.byGroup)).toBe(BigInt(row.micros));
    expect(add(totals.byGroup)).toBe(plain);
    expect(add(chart.buckets.flatMap(({ spend }) => (spend ?? []).map((one) => one.micros)))).toBe(plain);
    const csv = await csvOf({
      source,
      groupBy,
      timeZone,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
    });
    expect(csv.reduce((sum, { cost = "" }) => sum + micros(cost), 0n)).toBe(plain);
    const counted = (name: string) => csv.reduce((sum, row) => sum + Number(row[name]), 0);
    expect([counted("requests"), counted("unpriced_requests")]).toEqual([
      totals.requests,
      totals.unpricedRequests,
    ]);
    expect(totals.requests).toBe(inside.length);
    expect(unpriced.requests).toBe(inside.filter(({ cost }) => cost === null).length);
    expect(totals.activeUsers).toBe(new Set(inside.flatMap(({ subject }) => subject ?? [])).size);
    for (const row of rows) {
      const exported = csv.filter(({ start = "" }) => start === row.start);
      expect(exported.reduce((sum, { cost = "" }) => sum + micros(cost), 0n)).toBe(BigInt(row.micros));
    }
  });

  it("agree with a plain recount for any filter, zone and days, in both files", async () => {
    const source = "story-property";
    const events = story(source);
    await recordUsage(events);
    const pick = (values: string[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...zones),
        fc.constantFrom(...groupings),
        fc.record({
          model: pick(["qwen-plus", "m6", "unheard-of", "never used"]),
          campaign: pick(["autumn", "campus"]),
          region: pick(["cn-shanghai", "eu"]),
        }),
        fc.integer({ min: 0, max: 25 }),
        fc.integer({ min: 1, max: 20 }),
        async (timeZone, groupBy, filter, first, days) => {
          const [start = ""] = listDays("2026-10-18", "2026-11-20").slice(first);
          const edges = dayEdges(start, addDays(start, days - 1), timeZone);
          const [from = 0, to = 0] = [edges[0], edges.at(-1)];
          const inside = events.filter(
            (event) =>
              event.atMicros >= from * 1_000 &&
              event.atMicros < to * 1_000 &&
              (["model", "campaign", "region"] as const).every(
                (field) => filter[field] === undefined || event[field] === filter[field],
              ),
          );
          const plain = inside.reduce((sum, { cost }) => sum + (cost?.micros ?? 0n), 0n);
          const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
          const query = usageQuery.parse({ source, timeZone, groupBy, ...range, ...filter });
          const { data, totals } = unwrap(await getUsageReport(finance, query));
          expect([BigInt(totals.costMicros), totals.requests]).toEqual([plain, inside.length]);
          expect(add(data.map(({ costMicros }) => costMicros))).toBe(plain);
          expect(totals.activeUsers).toBe(new Set(inside.flatMap(({ subject }) => subject ?? [])).size);
          const csv = await csvOf({ source, timeZone, groupBy, ...range, ...given(filter) });
          expect(csv.reduce((sum, { cost = "" }) => sum + micros(cost), 0n)).toBe(plain);
          expect(csv.map(({ start: at }) => at)).toEqual(data.map(({ start: at }) => at));
          const focus = unwrap(await exportFocus(finance, { source, timeZone, ...range, ...filter }));
          const charges = parse(await new Response(focus.body).text(), { columns: true }) as {
            BilledCost: string;
          }[];
          expect(charges.reduce((sum, { BilledCost }) => sum + (toScaled(BilledCost, 6) ?? -1n), 0n)).toBe(
            plain,
          );
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);

  it("run no formula that came as a model's name", async () => {
    const csv = await csvOf({
      source: "story-UTC-model",
      groupBy: "model",
      from: "2026-10-22T00:00:00Z",
      to: "2026-11-16T00:00:00Z",
    });
    const names = new Set(csv.map(({ group }) => group));
    expect(names).toContain("'=cmd|' /C calc'!A0");
    expect(names).toContain("qwen, turbo");
  });

  it("is not for growth managers, and the file is named after its days", async () => {
    const query = usageQuery.parse({
      from: "2026-10-31T16:00:00Z",
      to: "2026-11-21T16:00:00Z",
      timeZone: "Asia/Shanghai",
    });
    expect(await exportUsage(person("growth"), query)).toMatchObject({
      ok: false,
      error: { code: "forbidden" },
    });
    expect(unwrap(await exportUsage(person("executive"), query)).name).toBe(
      "usage-2026-11-01-to-2026-11-21.csv",
    );
  });
});

describe("the plan", () => {
  it("stands beside full days alone, and adds up to what the rows say", async () => {
    const source = "planned";
    await recordUsage(
      listDays("2026-12-28", "2027-01-03").map((day) =>
        inferenceEvent({ source, at: `${day}T12:00:00Z`, cost: { micros: 2_000_000n, currency: "USD" } }),
      ),
    );
    unwrap(await setMonthlyBudget(finance, { month: "2026-12", budget: "31" }));
    unwrap(await setMonthlyBudget(finance, { month: "2027-01", budget: "0.000031" }));
    unwrap(await setMonthlyBudget(finance, { month: "2027-02", budget: null }));
    const { rows, totals, againstPlan } = await report(
      { source, from: "2026-12-27", to: "2027-01-03", compare: "plan" },
      "2027-01-03T20:00:00Z",
    );
    expect(rows.map((row) => row.planMicros)).toEqual([...Array(5).fill("1000000"), "1", "1", "1"]);
    expect(totals.planMicros).toBe("5000003");
    // 27 December lies before the first event, 3 January is not over
    expect(againstPlan).toEqual({ days: 6, planMicros: "4000002", micros: "12000000" });
    const march = await report({ source, from: "2027-02-01", to: "2027-02-02" }, "2027-03-01T00:00:00Z");
    expect([march.totals.planMicros, march.againstPlan]).toEqual([null, null]);
  });
});

describe("a comparison", () => {
  it("is of full days, and of nothing where usage does not reach back: that is no rise over zero", async () => {
    const source = "compared";
    await recordUsage(
      listDays("2026-11-01", "2026-11-20").map((day, nth) =>
        inferenceEvent({
          source,
          at: `${day}T00:05:00Z`,
          cost: { micros: nth < 13 ? 1_000_000n : 3_000_000n, currency: "USD" },
        }),
      ),
    );
    const now = "2026-11-20T01:00:00Z";
    const week = await report({ source, range: "7", compare: "previous" }, now);
    expect(week).toMatchObject({
      againstCompared: { days: 6, micros: "18000000", comparedMicros: "6000000" },
      comparedMicros: "7000000",
      comparedWords: "the days before, 7–12 Nov 2026",
    });
    const all = await report({ source, range: "21", compare: "previous" }, now);
    expect([all.againstCompared, all.comparedMicros]).toEqual([null, null]);
    const most = await report({ source, range: "14", compare: "weekdays" }, now);
    expect([most.againstCompared, most.comparedMicros]).toEqual([null, null]);
  });
});

describe("days that are all ahead", () => {
  it("are refused with their field, and not answered with other days", async () => {
    const now = new Date("2026-11-20T12:00:00Z");
    const asked = { from: "2026-11-21", to: "2026-12-31" };
    for (const read of [getCostsReport, getOverview, getAnomalies, getUserCosts, getPauseEffects]) {
      expect(await read(finance, asked, now)).toMatchObject({
        ok: false,
        error: { code: "invalid_request", errors: [{ pointer: "#/query/from" }] },
      });
    }
    const east = await getCostsReport(finance, { ...asked, timeZone: "Pacific/Auckland" }, now);
    expect(unwrap(east).about.view).toMatchObject({ from: "2026-11-21", to: "2026-11-21" });
  });
});

describe("unit costs", () => {
  it("are of full days, and held against as many days before where usage reaches back", async () => {
    const source = "units";
    const event = (day: string, subject: string, cost: number) =>
      inferenceEvent({
        source,
        at: `${day}T00:05:00Z`,
        subject,
        inputTokens: 500,
        cost: { micros: BigInt(cost), currency: "USD" },
      });
    await recordUsage([
      event("2026-11-01", "a", 400),
      event("2026-11-02", "a", 200),
      event("2026-11-03", "a", 300),
      event("2026-11-03", "b", 500),
      event("2026-11-04", "b", 100),
      event("2026-11-05", "c", 9_000),
    ]);
    const units = (await report({ source, from: "2026-11-03", to: "2026-11-04" }, "2026-11-20T12:00:00Z"))
      .units;
    expect(units).toMatchObject({ days: 2, beforeFrom: "2026-11-01", beforeTo: "2026-11-02" });
    expect(
      Object.fromEntries(
        units.rows.map(({ kind, micros: now, beforeMicros }) => [kind, [now, beforeMicros]]),
      ),
    ).toEqual({
      request: ["300", "300"],
      million_tokens: ["600000", "600000"],
      user_day: ["300", "300"],
      new_user: ["900", "600"],
      redemption: [null, null],
    });
    const running = (await report({ source, from: "2026-11-04", to: "2026-11-05" }, "2026-11-05T13:00:00Z"))
      .units;
    expect([running.days, running.rows[0]?.micros]).toEqual([1, "100"]);
    // by another clock the first day had begun before the first event: it is no full day
    const cut = { source, from: "2026-11-01", to: "2026-11-04", timeZone: "Asia/Shanghai" };
    expect((await report(cut, "2026-11-20T12:00:00Z")).units).toMatchObject({ days: 3, from: "2026-11-02" });
    const first = (await report({ source, from: "2026-11-01", to: "2026-11-02" }, "2026-11-20T12:00:00Z"))
      .units;
    expect(first.rows[0]).toMatchObject({ micros: "300", beforeMicros: null });
  });
});

describe("what has no price", () => {
  it("is told by model with its days, and goes when a price settles it", async () => {
    const source = "unpriced";
    await recordUsage(
      ["2026-11-03", "2026-11-05", "2026-11-05"].map((day) =>
        inferenceEvent({ source, at: `${day}T12:00:00Z`, model: "brand-new", inputTokens: 1_000 }),
      ),
    );
    const asked = { source, from: "2026-11-01", to: "2026-11-10" };
    const before = await report(asked, "2026-11-20T12:00:00Z");
    expect(before.unpriced).toEqual({
      requests: 3,
      unconvertedRequests: 0,
      models: [
        {
          model: "brand-new",
          unpricedRequests: 3,
          unconvertedRequests: 0,
          firstDay: "2026-11-03",
          lastDay: "2026-11-05",
        },
      ],
    });
    expect(before.totals).toMatchObject({ requests: 3, micros: "0", unpricedRequests: 3 });
    unwrap(
      await addPrice(finance, {
        model: "brand-new",
        currency: "USD",
        effectiveFrom: "2026-11-01T00:00:00Z",
        perMillion: { input: "2", output: "4" },
      }),
    );
    const after = await report(asked, "2026-11-20T12:00:00Z");
    expect(after.totals).toMatchObject({ micros: "6000", unpricedRequests: 0 });
    expect(after.unpriced.models).toEqual([]);
  });
});

describe("a budget", () => {
  it.each<Role>(["growth", "executive"])("is not set by the %s role", async (role) => {
    expect(await setMonthlyBudget(person(role), { month: "2026-11", budget: "1" })).toMatchObject({
      ok: false,
      error: { code: "forbidden" },
    });
  });

  it("keeps its history and a target that is left away", async () => {
    unwrap(await setMonthlyBudget(finance, { month: "2030-01", budget: "10", userTarget: "2.50" }));
    unwrap(await setMonthlyBudget(person("admin"), { month: "2030-01", budget: "12", reason: "more users" }));
    const budgets = unwrap(await listBudgets(person("growth")));
    expect(budgets.filter(({ month }) => month === "2030-01")).toMatchObject([
      { budget: "12.00", userTarget: "2.50", currency: "USD", reason: "more users", setBy: "admin" },
      { budget: "10.00", userTarget: "2.50", setBy: "finance" },
    ]);
    const audited = unwrap(
      await listAuditEntries(finance, { filter: { action: "budget.set", targetId: "2030-01" } }),
    );
    expect(audited.data).toMatchObject([
      {
        actor: { name: "admin" },
        before: { budget: "10.00", userTarget: "2.50" },
        after: { month: "2030-01", budget: "12.00", userTarget: "2.50", currency: "USD" },
        reason: "more users",
      },
      { actor: { name: "finance" }, after: { budget: "10.00" } },
    ]);
  });

  it("names the field that is wrong", async () => {
    expect(await setMonthlyBudget(finance, { month: "2026-11", budget: "1,000" })).toMatchObject({
      ok: false,
      error: { code: "invalid_request", errors: [{ pointer: "#/budget" }] },
    });
  });
});
