import type { APIRequestContext } from "@playwright/test";
import { address, api, expect, expectAccessible, issue, signIn, test } from "./fixtures/sluice";

const DAY_MS = 86_400_000;
const random = () => Math.random().toString(36).slice(2, 10);

/** New users of the last twelve full days, fifteen a day, each with one request of a few cents. */
async function sendNewUsers(request: APIRequestContext): Promise<void> {
  const run = random();
  const noon = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS / 2;
  const events = Array.from({ length: 12 * 15 }, (_, nth) => ({
    specversion: "1.0",
    type: "sluice.inference",
    source: `serve-${run}`,
    id: String(nth),
    subject: `serve-${run}-${nth}`,
    time: new Date(noon - (12 - Math.floor(nth / 15)) * DAY_MS).toISOString(),
    data: { model: "m", inputTokens: 1, cost: { micros: String(40_000 + nth * 100), currency: "USD" } },
  }));
  const answer = await request.post(`${address.gateway}/api/v1/events`, {
    headers: {
      authorization: `Bearer ${address.key}`,
      "content-type": "application/cloudevents-batch+json",
    },
    data: JSON.stringify(events),
  });
  expect(answer.status(), await answer.text()).toBe(202);
}

test("a campaign says what its users will cost before it is launched, and ends where its limit on all costs does", async ({
  page,
  request,
}) => {
  await sendNewUsers(request);
  const key = `serve-${random()}`;
  const draft = {
    key: `${key}-draft`,
    name: "Draft",
    discount: { kind: "free_days", value: 1 },
    couponValidHours: 24,
  };
  expect((await api(request, "gateway", "post", "/api/v1/campaigns", draft)).status()).toBe(201);
  // the worker learns from what was just sent
  await expect
    .poll(async () => {
      const answer = await api(request, "gateway", "get", `/api/v1/campaigns/${draft.key}/cost-to-serve`);
      return (await answer.json()).expectedPerCouponMicros;
    })
    .toMatch(/^\d+$/);
  await signIn(page, "growth", "/campaigns/new");
  const summary = page.getByLabel("Summary");
  await page.getByLabel("Name", { exact: true }).fill("Tea for two");
  await page.getByLabel("Key", { exact: true }).fill(key);
  await page.getByLabel("Currency").selectOption("USD");
  await page.getByLabel("Each coupon takes off").fill("5");
  await page.getByLabel("Coupons at most").fill("1,000");
  await page.getByLabel("A coupon lasts, days").fill("1");
  await expect(summary).toContainText(
    /at most USD 5,000 in discounts and about USD [\d.,]+ in inference over a day \(90 % interval [\d.,]+–[\d.,]+\)/,
  );
  await expect(summary).toContainText(/rests on what [\d,]+ new users of .+ cost in their first day/);
  // a coupon takes 5 off and 10 of inference: two fit into 30
  await page.getByLabel("Costs at most").fill("30");
  await page.getByLabel("Inference of a coupon").fill("ten");
  await page.getByRole("button", { name: "Launch…" }).click();
  await expect(page.getByText("must be an amount such as 0.12").first()).toBeVisible();
  await page.getByLabel("Inference of a coupon").fill("10");
  await expect(summary).toContainText("At most USD 30 in all, discounts and inference together.");
  await page.getByRole("button", { name: "Launch…" }).click();
  await page.waitForURL(/confirm=launch/);
  await expect(page.getByText(/in inference over a day \(90 % interval/).first()).toBeVisible();
  await page.getByRole("button", { name: "Launch now" }).click();
  await page.waitForURL(`**/campaigns/${key}`);
  const answers = [];
  for (const subject of ["a", "b", "c"]) {
    const answer = await issue(request, "gateway", key, `${key}-${subject}`);
    answers.push(answer.ok() ? "issued" : (await answer.json()).code);
  }
  expect(answers).toEqual(["issued", "issued", "budget_exhausted"]);
  await page.reload();
  await expect(page.getByRole("meter", { name: "Discounts and inference" })).toHaveAttribute(
    "aria-valuetext",
    /^\d+ %/,
  );
  await expect(page.getByText("USD 30.00 of 30.00 in all")).toBeVisible();
  await expectAccessible(page);
  const told = await (await api(request, "gateway", "get", `/api/v1/campaigns/${key}/cost-to-serve`)).json();
  expect(told).toMatchObject({ horizonDays: 1, coupons: 1_000, budget: { committedMicros: "30000000" } });
});
