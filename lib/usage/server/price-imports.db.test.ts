import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor, Role } from "../../auth";
import { closeDatabase, db, useDatabase } from "../../platform/db";
import { type InferenceEvent, type PriceImportOptions, usageQuery } from "..";
import {
  addPrice,
  applyPriceImport,
  getPriceImport,
  getUsageReport,
  getWholePriceImport,
  listPriceImports,
  previewPriceImport,
  recordUsage,
} from ".";

const person = (role: Role): Actor => ({
  kind: "person",
  id: `p-${role}`,
  name: `The ${role}`,
  email: `${role}@x.test`,
  role,
});
const finance = person("finance");
const FROM = "2024-01-01T00:00:00.000Z";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("price-imports");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

let nth = 0;
/** Models of its own for each test. */
const names = () => {
  nth += 1;
  return { used: `used-${nth}`, other: `other-${nth}`, picture: `picture-${nth}` };
};
const mapOf = (models: Record<string, object>) =>
  new TextEncoder().encode(
    JSON.stringify(
      Object.fromEntries(
        Object.entries(models).map(([key, fields]) => [key, { litellm_provider: "dashscope", ...fields }]),
      ),
    ),
  );
const usual = ({ used, other, picture }: ReturnType<typeof names>) =>
  mapOf({
    [`dashscope/${used}`]: {
      input_cost_per_token: 4e-7,
      output_cost_per_token: 1.2e-6,
      source: "https://x.test",
    },
    [`dashscope/${other}`]: {
      input_cost_per_token: 1e-6,
      output_cost_per_token: 2e-6,
      input_cost_per_image: 1,
    },
    [picture]: { output_cost_per_image: 0.04 },
  });
const use = (model: string, more: Partial<InferenceEvent> & { at?: string } = {}) =>
  recordUsage([
    inferenceEvent({
      model,
      source: `of-${model}`,
      provider: "dashscope",
      inputTokens: 1000,
      subject: "u",
      ...more,
    }),
  ]);
async function preview(bytes: Uint8Array, options: PriceImportOptions = { effectiveFrom: FROM }) {
  const made = await previewPriceImport(finance, bytes, options);
  if (!made.ok) throw new Error(made.error.detail);
  return made.value;
}
async function rowsOf(id: number) {
  const whole = await getWholePriceImport(finance, id);
  if (!whole.ok) throw new Error(whole.error.detail);
  return whole.value.rows;
}
async function totals(model: string) {
  const report = await getUsageReport(
    finance,
    usageQuery.parse({ from: "2023-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z", interval: "month", model }),
  );
  if (!report.ok) throw new Error(report.error.detail);
  const { costMicros, unpricedRequests } = report.value.totals;
  return { costMicros, unpricedRequests };
}
const code = (result: { ok: boolean; error?: { code: string } }) => (result.ok ? "ok" : result.error?.code);
const pricesOf = (model: string) => db().price.findMany({ where: { model }, orderBy: { id: "asc" } });

describe("importing a price map", () => {
  it("shows every model beside the price in force and changes none; what is in use is chosen", async () => {
    const models = names();
    await use(models.used);
    const made = await preview(usual(models));
    expect(made).toMatchObject({
      status: "previewed",
      effectiveFrom: FROM,
      counts: { new: 2, changed: 0, same: 0, yields: 0, overlaps: 0, unreadable: 1 },
      chosen: 1,
      withoutProvider: [],
      createdBy: "The finance",
    });
    expect(
      (await rowsOf(made.id)).map(({ key, state, chosen, notTaken }) => [key, state, chosen, notTaken]),
    ).toEqual([
      [`dashscope/${models.used}`, "new", true, []],
      [`dashscope/${models.other}`, "new", false, ["input_cost_per_image"]],
      [models.picture, "unreadable", false, ["output_cost_per_image"]],
    ]);
    expect(await pricesOf(models.used)).toEqual([]);
    const first = await getPriceImport(finance, made.id, { limit: 2 });
    if (!first.ok || !first.value.nextCursor) throw new Error("no second page");
    const second = await getPriceImport(finance, made.id, { limit: 2, cursor: first.value.nextCursor });
    expect(second).toMatchObject({ ok: true, value: { data: [{ key: models.picture }], nextCursor: null } });
  });

  it("applied as it was shown: a list price with its source, unpriced usage settled, one audit entry", async () => {
    const models = names();
    await use(models.used, { at: "2024-02-01T00:00:00Z", outputTokens: 500 });
    const made = await preview(usual(models));
    const applied = await applyPriceImport(finance, made.id);
    expect(applied).toMatchObject({
      ok: true,
      value: { status: "applied", appliedPrices: 1, appliedBy: "The finance" },
    });
    expect(await pricesOf(models.used)).toMatchObject([
      {
        origin: "list",
        provider: "dashscope",
        currency: "USD",
        effectiveFrom: new Date(FROM),
        inputPerMillion: "0.4",
        outputPerMillion: "1.2",
        reference: "https://x.test",
      },
    ]);
    expect(await pricesOf(models.other)).toEqual([]);
    // 1000 × 0.40 + 500 × 1.20
    expect(await totals(models.used)).toEqual({ costMicros: "1000", unpricedRequests: 0 });
    const audits = await db().auditEntry.findMany({ where: { targetId: `import ${made.id}` } });
    expect(audits).toMatchObject([
      {
        action: "prices.imported",
        actorId: "p-finance",
        after: { fileSha256: made.fileSha256, models: 1, prices: 1 },
      },
    ]);
    expect(await applyPriceImport(finance, made.id)).toMatchObject({ error: { code: "invalid_transition" } });
    const listed = await listPriceImports(finance);
    expect(listed.ok && listed.value[0]?.id).toBe(made.id);
  });

  it("however many apply it at once, it is applied once", async () => {
    const models = names();
    const { id } = await preview(usual(models));
    const choice = { models: [`dashscope/${models.other}`] };
    const answers = await Promise.all(Array.from({ length: 4 }, () => applyPriceImport(finance, id, choice)));
    expect(answers.map(code).sort()).toEqual([
      "invalid_transition",
      "invalid_transition",
      "invalid_transition",
      "ok",
    ]);
    expect(await pricesOf(models.other)).toHaveLength(1);
  });

  it("with prices that changed since, nothing is applied and the new comparison is shown; others do not matter", async () => {
    const models = names();
    await use(models.used);
    const { id } = await preview(usual(models));
    const price = { currency: "USD", effectiveFrom: FROM, perMillion: { input: "0.10", output: "0.20" } };
    expect(code(await addPrice(finance, { ...price, model: names().other }))).toBe("ok");
    expect(code(await addPrice(finance, { ...price, model: models.other }))).toBe("ok");
    expect(code(await applyPriceImport(finance, id, { models: [`dashscope/${models.other}`] }))).toBe(
      "edit_conflict",
    );
    expect(await pricesOf(models.other)).toHaveLength(1);
    expect((await rowsOf(id)).find(({ model }) => model === models.other)).toMatchObject({
      state: "yields",
      prices: [{ before: { origin: "own" }, changes: [{ from: "0.10", to: "1", percent: "+900.0" }, {}] }],
    });
    expect(code(await applyPriceImport(finance, id))).toBe("ok");
  });

  it("another time makes the comparison again, to be looked at", async () => {
    const models = names();
    await use(models.used);
    const { id } = await preview(usual(models));
    const later = { effectiveFrom: "2024-03-01T00:00:00.000Z" };
    expect(code(await applyPriceImport(finance, id, later))).toBe("edit_conflict");
    expect(code(await applyPriceImport(finance, id, later))).toBe("ok");
    expect(await pricesOf(models.used)).toMatchObject([{ effectiveFrom: new Date(later.effectiveFrom) }]);
  });

  it("a list price of the same scope and start is price_overlap, and not half of it is applied", async () => {
    const models = names();
    const all = [`dashscope/${models.used}`, `dashscope/${models.other}`];
    const first = await preview(usual(models));
    expect(code(await applyPriceImport(finance, first.id, { models: [all[0] ?? ""] }))).toBe("ok");
    const dearer = mapOf(Object.fromEntries(all.map((key) => [key, { input_cost_per_token: 9e-6 }])));
    const second = await preview(dearer);
    expect(second.counts).toMatchObject({ overlaps: 1, new: 1 });
    expect(await applyPriceImport(finance, second.id, { models: all })).toMatchObject({
      error: { code: "price_overlap", errors: [{ pointer: "#/models/0" }] },
    });
    expect(await pricesOf(models.other)).toEqual([]);
    const tomorrow = await preview(dearer, { effectiveFrom: "2024-01-02T00:00:00Z" });
    expect(tomorrow.counts).toMatchObject({ changed: 1, new: 1 });
    expect(code(await applyPriceImport(finance, tomorrow.id, { models: all }))).toBe("ok");
  });

  it("models that cannot be read or are not in it are named, each by its pointer", async () => {
    const models = names();
    const { id } = await preview(usual(models));
    expect(await applyPriceImport(finance, id, { models: [models.picture, "elsewhere"] })).toMatchObject({
      error: { code: "invalid_request", errors: [{ pointer: "#/models/0" }, { pointer: "#/models/1" }] },
    });
    // nothing of it is in use
    expect(await applyPriceImport(finance, id)).toMatchObject({ error: { code: "invalid_request" } });
  });

  it("for usage that names no provider it says so, and prices it only when it holds for the model", async () => {
    const models = names();
    await use(models.used, { at: "2024-02-01T00:00:00Z", provider: "" });
    expect(await preview(usual(models))).toMatchObject({ chosen: 0, withoutProvider: [models.used] });
    const { id } = await preview(usual(models), {
      effectiveFrom: FROM,
      holdsFor: "model",
      provider: "dashscope",
    });
    expect(code(await applyPriceImport(finance, id))).toBe("ok");
    expect(await totals(models.used)).toEqual({ costMicros: "400", unpricedRequests: 0 });
  });

  it("is for finance, administrators and keys with costs:write; others may look", async () => {
    const models = names();
    const { id } = await preview(usual(models));
    for (const actor of [person("growth"), person("executive")]) {
      expect(code(await previewPriceImport(actor, usual(models)))).toBe("forbidden");
      expect(code(await applyPriceImport(actor, id))).toBe("forbidden");
      expect(code(await getPriceImport(actor, id))).toBe("ok");
    }
    expect(code(await getPriceImport(finance, 999_999_999))).toBe("not_found");
  });

  it("a new preview discards what the same person left lying", async () => {
    const models = names();
    const left = await preview(usual(models));
    await preview(usual(models));
    expect(code(await applyPriceImport(finance, left.id))).toBe("invalid_transition");
    expect(await rowsOf(left.id)).toEqual([]);
  });

  it.each<[string, string, PriceImportOptions]>([
    ["#/provider", "{}", { provider: "" }],
    ["#/effectiveFrom", "{}", { effectiveFrom: "soon" }],
    ["#/holdsFor", "{}", { holdsFor: "all" as never }],
    ["#", "[]", {}],
    ["#/query/provider", '{"m":{"litellm_provider":"p","input_cost_per_token":1e-6}}', { provider: "q" }],
  ])("is refused at %s for %s with %j", async (pointer, text, options) => {
    const refused = await previewPriceImport(finance, new TextEncoder().encode(text), options);
    expect(refused).toMatchObject({ ok: false, error: { code: "invalid_request", errors: [{ pointer }] } });
  });
});
