import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent, recount } from "../../../e2e/fixtures/usage-events";
import type { Actor } from "../../auth";
import { closeDatabase, pool, useDatabase } from "../../platform/db";
import { earlierBucket, floorToBucket, type InferenceEvent, listBuckets, nextBucket, usageQuery } from "..";
import { getUsageReport, recordUsage } from ".";

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

let source = 0;
function fresh() {
  source += 1;
  return `source-${source}`;
}

const at = (time: string, subject: string | null, more: Partial<InferenceEvent> = {}) =>
  inferenceEvent({ at: time, subject, ...more });

describe("users", () => {
  it("are new once ever, retained when seen in the bucket before, returned else, and churned when missing", async () => {
    const source = fresh();
    await recordUsage(
      [
        at("2026-11-01T09:00:00Z", "a"),
        at("2026-11-01T09:00:00Z", "b"),
        at("2026-11-02T09:00:00Z", "a"),
        at("2026-11-02T10:00:00Z", "a"),
        at("2026-11-02T09:00:00Z", "c"),
        at("2026-11-04T09:00:00Z", "b"),
        at("2026-11-04T09:00:00Z", null),
      ].map((event) => ({ ...event, source })),
    );
    const { data, totals } = await report({
      source,
      from: "2026-11-01T00:00:00Z",
      to: "2026-11-06T00:00:00Z",
    });
    expect(
      data.map((row) => [
        row.start.slice(0, 10),
        row.requests,
        row.activeUsers,
        row.newUsers,
        row.retainedUsers,
        row.returnedUsers,
        row.churnedUsers,
      ]),
    ).toEqual([
      ["2026-11-01", 2, 2, 2, 0, 0, 0],
      ["2026-11-02", 3, 2, 1, 1, 0, 1],
      ["2026-11-03", 0, 0, 0, 0, 0, 2],
      ["2026-11-04", 2, 1, 0, 0, 1, 0],
      ["2026-11-05", 0, 0, 0, 0, 0, 1],
    ]);
    expect(totals).toMatchObject({
      requests: 7,
      activeUsers: 3,
      newUsers: 3,
      retainedUsers: 0,
      churnedUsers: 0,
    });
  });
});
