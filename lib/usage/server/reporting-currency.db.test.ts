import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import type { Actor } from "../../auth";
import { closeDatabase, useDatabase as connectTo } from "../../platform/db";
import { usageQuery } from "..";
import { getUsageReport, receiveEvents, recordUsage } from ".";

const admin: Actor = { kind: "system", id: "start", name: "test" };
const query = usageQuery.parse({ from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z" });
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("currency");
});
/** As another start of the product with another REPORTING_CURRENCY. */
async function startWith(currency: string) {
  process.env.REPORTING_CURRENCY = currency;
  await connectTo(database.url);
}
afterEach(() => {
  delete process.env.REPORTING_CURRENCY;
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

async function shown() {
  const report = await getUsageReport(admin, query);
  return report.ok && report.value.currency;
}

it("follows the variable until the first event, then is kept, and costs are never read as another", async () => {
  await startWith("EUR");
  expect(await shown()).toBe("EUR");
  await startWith("CNY");
  expect(await shown()).toBe("CNY");
  await recordUsage([inferenceEvent()]);
  await startWith("USD");
  expect(await shown()).toBe("CNY");
  const sent = { specversion: "1.0", id: "1", source: "s", type: "sluice.inference", data: { model: "m" } };
  const refused = await receiveEvents(admin, [sent]);
  expect(refused).toMatchObject({ ok: false, error: { code: "unavailable" } });
  expect(!refused.ok && refused.error.detail).toContain("Set it to CNY");
  await startWith("CNY");
  expect(await receiveEvents(admin, [sent])).toMatchObject({ ok: true, value: { accepted: 1 } });
});
