import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, useDatabase } from "@/lib/platform/db";
import { fuzzGateway } from "../fixtures/fuzzed-gateway";
import { createTestDatabase, type TestDatabase } from "../fixtures/test-database";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase("fuzz");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

describe("the machine API, fuzzed from its own OpenAPI document", () => {
  it("answers 500 requests as documented, logs no error and is healthy afterwards", async () => {
    const outcome = await fuzzGateway(database.url, { requests: 500 });
    expect(outcome.complaint).toBeNull();
    expect(outcome.errors).toEqual([]);
    expect(outcome.health).toBe(200);
    expect(outcome.requests).toBeGreaterThanOrEqual(500);
    // and they are no mere refusals
    expect(outcome.operations).toBeGreaterThan(10);
  }, 120_000);
});
