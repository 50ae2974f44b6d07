import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../e2e/fixtures/test-database";
import { diffSchema, readSchema } from "./schema-engine.mjs";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("schema");
});
afterAll(() => database?.drop());

async function run(sql: string) {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

it("the migrations make what the schema says", async () => {
  expect(await diffSchema(database.url)).toBe("");
});

it("the months that events make do not count as a difference", async () => {
  await run(`CREATE TABLE usage_event_2026_11 (LIKE usage_event INCLUDING ALL);
    ALTER TABLE usage_event ATTACH PARTITION usage_event_2026_11 FOR VALUES FROM ('2026-11-01Z') TO ('2026-12-01Z')`);
  expect(await diffSchema(database.url)).toBe("");
});

it("a column that only the schema knows is told", async () => {
  const files = readSchema().map(({ path, content }) => ({
    path,
    content: content.replace("model UsagePulse {", "model UsagePulse {\n  beat Int"),
  }));
  expect(await diffSchema(database.url, files)).toContain('ALTER TABLE "usage_pulse" ADD COLUMN');
});
