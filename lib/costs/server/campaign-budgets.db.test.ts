import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import { listAuditEntries } from "../../audit/server";
import type { Actor, Role } from "../../auth";
import { createCampaign, launchCampaign } from "../../campaigns/server";
import { closeDatabase, useDatabase } from "../../platform/db";
import { recordUsage } from "../../usage/server";
import { getCampaignBudget, listCampaignBudgets, setCampaignBudget } from ".";

const person = (role: Role): Actor => ({
  kind: "person",
  id: role,
  name: role,
  email: `${role}@x.test`,
  role,
});
const finance = person("finance");
const key = "spring";
const DAY_MS = 86_400_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("campaign budgets");
  await useDatabase(database.url);
  unwrap(
    await createCampaign(person("growth"), {
      key,
      name: "Spring",
      discount: { kind: "free_days", value: 7 },
      timeZone: "UTC",
    }),
  );

  unwrap(await launchCampaign(person("growth"), key));
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

describe("a campaign's inference budget", () => {
  it("is set by finance with an audit entry, refused to others, and wrong fields are pointed at", async () => {
    const input = { period: "campaign" as const, budget: "50.00", reason: "agreed" };
    expect(await setCampaignBudget(person("growth"), key, input)).toMatchObject({
      ok: false,
      error: { code: "forbidden" },
    });
    expect(await setCampaignBudget(finance, "nowhere", input)).toMatchObject({
      ok: false,
      error: { code: "not_found" },
    });
    expect(await setCampaignBudget(finance, key, { period: "month", budget: "1.00" })).toMatchObject({
      ok: false,
      error: { errors: [{ pointer: "#/month" }] },
    });
    expect(unwrap(await setCampaignBudget(finance, key, input))).toMatchObject({
      budget: "50.00",
      period: "campaign",
    });
    const { data } = unwrap(
      await listAuditEntries(finance, { filter: { action: "campaign.budget_set" }, limit: 5 }),
    );
    expect(data).toMatchObject([
      { target: { kind: "campaign", id: key }, before: null, after: { budget: "50.00" }, reason: "agreed" },
    ]);
  });

  it("counts what names the campaign alone, from its launch on, with what has no price beside it", async () => {
    const now = new Date(Date.now() + 3 * DAY_MS);
    const at = (days: number) => new Date(now.getTime() - days * DAY_MS).toISOString();
    const cost = { micros: 2_000_000n, currency: "USD" };
    await recordUsage([
      inferenceEvent({ at: at(1), campaign: key, cost }),
      inferenceEvent({ at: at(2), campaign: key, cost }),
      inferenceEvent({ at: at(2), campaign: key }),
      inferenceEvent({ at: at(2), campaign: "another", cost }),
      inferenceEvent({ at: at(9), campaign: key, cost }),
    ]);
    const budget = unwrap(await getCampaignBudget(finance, key, now));
    expect(budget).toMatchObject({
      outlook: { period: "campaign", budgetMicros: "50000000", actualMicros: "4000000", to: null },
      unpricedRequests: 1,
      history: [{ budget: "50.00" }],
    });
    const [row] = unwrap(await listCampaignBudgets(finance, {}, now));
    expect(row?.outlook).toEqual(budget.outlook);
  });

  it("of a month counts all that names the campaign in it, before the launch and without one, at no pace", async () => {
    const cost = { micros: 3_000_000n, currency: "USD" };
    const draft = "not-yet";
    unwrap(
      await createCampaign(person("growth"), {
        key: draft,
        name: "Not yet",
        discount: { kind: "free_days", value: 7 },
        timeZone: "UTC",
      }),
    );
    const now = new Date("2026-08-20T12:00:00Z");
    await recordUsage(
      ["2026-07-31", "2026-08-02", "2026-08-20"].map((day) =>
        inferenceEvent({ at: `${day}T01:00:00Z`, campaign: draft, cost }),
      ),
    );
    unwrap(await setCampaignBudget(finance, draft, { period: "month", month: "2026-08", budget: "10.00" }));
    const { outlook, burnDown } = unwrap(await getCampaignBudget(finance, draft, now));
    expect(outlook).toMatchObject({
      period: "month",
      actualMicros: "6000000",
      leftMicros: "4000000",
      perDayMicros: null,
      forecast: { known: false },
    });
    expect(burnDown[1]).toMatchObject({ day: "2026-08-02", leftMicros: "7000000" });
    unwrap(await setCampaignBudget(finance, draft, { period: "month", month: "2026-08", budget: null }));
  });

  it("is gone when it is taken away, with its history kept", async () => {
    unwrap(await setCampaignBudget(finance, key, { period: "campaign", budget: null }));
    expect(unwrap(await listCampaignBudgets(finance))).toEqual([]);
    const budget = unwrap(await getCampaignBudget(finance, key));
    expect(budget).toMatchObject({ outlook: null, history: [{ budget: null }, { budget: "50.00" }] });
  });
});
