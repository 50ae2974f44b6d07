import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor } from "../../auth";
import { closeDatabase, pool, useDatabase } from "../../platform/db";
import type { InferenceEvent } from "../../usage";
import { recordUsage } from "../../usage/server";
import { getUserCosts, getUserDistribution } from ".";

const finance: Actor = { kind: "person", id: "f", name: "Fei Lin", email: "f@x.test", role: "finance" };
const now = new Date("2026-11-21T12:00:00Z");
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("user_distribution");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

const someEvent = fc
  .record({
    minute: fc.integer({ min: 0, max: 26 * 1440 }),
    user: fc.option(fc.integer({ min: 1, max: 60 }), { nil: null, freq: 12 }),
    micros: fc.option(fc.integer({ min: 0, max: 3_000_000 }), { nil: null, freq: 8 }),
    model: fc.constantFrom("small", "large"),
    campaign: fc.constantFrom("", "spring"),
  })
  .map(({ minute, user, micros, model, campaign }) =>
    inferenceEvent({
      source: "chat",
      atMicros: (Date.parse("2026-10-25T00:00:00Z") + minute * 60_000) * 1000,
      subject: user === null ? null : `user-${user}`,
      model,
      campaign,
      inputTokens: 1,
      cost: micros === null ? null : { micros: BigInt(micros), currency: "USD" },
    }),
  );

/** Asked again until the days are worked out, which a busy machine does not do at once. */
async function worked(asked: Parameters<typeof getUserDistribution>[1]) {
  for (;;) {
    const told = unwrap(await getUserDistribution(finance, asked, now));
    if (told.figures || !told.days) return told;
  }
}

/** A plain pass over the events. */
function recount(events: InferenceEvent[], { from, to, zone }: { from: string; to: string; zone: string }) {
  const calendar = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  const costs = new Map<string, bigint>();
  const unknown = new Set<string>();
  let nameless = 0n;
  for (const { atMicros, subject, cost } of events) {
    const day = calendar.format(atMicros / 1000);
    if (day < from || day > to) continue;
    if (subject === null) nameless += cost?.micros ?? 0n;
    else if (cost) costs.set(subject, (costs.get(subject) ?? 0n) + cost.micros);
    else unknown.add(subject);
  }
  const sorted = [...costs].sort(([, a], [, b]) => (a < b ? -1 : 1));
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]?.[1] ?? null;
  return {
    users: costs.size,
    unknownUsers: [...unknown].filter((user) => !costs.has(user)).length,
    usersMicros: String(sorted.reduce((sum, [, cost]) => sum + cost, 0n)),
    namelessMicros: String(nameless),
    p50Micros: rank(0.5)?.toString() ?? null,
    p99Micros: rank(0.99)?.toString() ?? null,
    mostMicros: sorted.at(-1)?.[1].toString() ?? null,
  };
}

it("costs of users are a plain recount of the events, in any zone, by any filter, also after late ones", async () => {
  const events = fc.sample(someEvent, { numRuns: 700, seed: 7 });
  await recordUsage(events.slice(0, 500));
  const ranges = [
    { from: "2026-10-25", to: "2026-11-20", zone: "UTC" },
    { from: "2026-10-30", to: "2026-11-11", zone: "Asia/Kathmandu" },
    { from: "2026-10-25", to: "2026-11-05", zone: "America/New_York" },
  ];
  for (const known of [events.slice(0, 500), events]) {
    // what comes later is late: all of these days are long over
    if (known.length > 500) await recordUsage(events.slice(500));
    for (const { zone, ...range } of ranges) {
      const filters: { model?: string; campaign?: string }[] =
        zone === "UTC" ? [{}, { model: "small", campaign: "spring" }] : [{ model: "large" }];
      for (const filter of filters) {
        const asked = { source: "chat", ...range, timeZone: zone };
        const told = await worked({ ...asked, ...filter });
        const matching = known.filter(
          ({ model, campaign }) =>
            [undefined, model].includes(filter.model) && [undefined, campaign].includes(filter.campaign),
        );
        expect(told.figures).toMatchObject(recount(matching, { ...range, zone }));
      }
    }
  }
});

it("agree with the median of the costs page and the spend, and name the dearest as they are called now", async () => {
  const asked = { source: "chat", from: "2026-10-25", to: "2026-11-20" };
  const { figures, progress } = await worked(asked);
  const page = unwrap(await getUserCosts(finance, asked, now));
  expect(progress).toEqual({ done: 27, total: 27 });
  expect(figures).toMatchObject({
    users: page.users,
    p50Micros: page.p50Micros,
    p95Micros: page.p95Micros,
    meanMicros: page.meanMicros,
  });
  const inBins = figures?.bins.reduce((sum, { costMicros }) => sum + BigInt(costMicros), 0n);
  expect(String(inBins)).toBe(figures?.usersMicros);
  const [first] = figures?.dearest ?? [];
  expect(figures?.dearest).toHaveLength(20);
  await pool().query("UPDATE usage_subject SET subject = 'erased-someone' WHERE subject = $1", [
    first?.subject,
  ]);
  const after = await worked(asked);
  expect(after.figures?.dearest[0]).toEqual({ ...first, subject: "erased-someone" });
});

it("a view of more days than an answer has is told for the last of them; nothing is asked for nobody", async () => {
  const long = { source: "chat", from: "2026-05-01", to: "2026-11-20" };
  expect(await worked(long)).toMatchObject({
    days: { from: "2026-10-25", to: "2026-11-20" },
    isCut: false,
  });
  const none = await getUserDistribution(
    finance,
    { source: "chat", model: "none", from: "2026-11-01", to: "2026-11-02" },
    now,
  );
  expect(unwrap(none).figures).toMatchObject({ users: 0, p50Micros: null, bins: [], dearest: [] });
  const key: Actor = {
    kind: "key",
    id: "k",
    name: "k",
    prefix: "slu_",
    publicId: "p",
    scopes: ["usage:write"],
    allowedOrigins: [],
  };
  expect(await getUserDistribution(key, {}, now)).toMatchObject({ ok: false, error: { code: "forbidden" } });
});
