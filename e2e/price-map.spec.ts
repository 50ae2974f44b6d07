import { address, api, expect, expectAccessible, signIn, test } from "./fixtures/sluice";

const random = () => Math.random().toString(36).slice(2, 10);

test("finance looks at what a price map would change, applies it, and unpriced usage has its cost; others cannot", async ({
  page,
  request,
  browser,
}) => {
  const [source, used, other] = [`map-${random()}`, `used-${random()}`, `other-${random()}`];
  const sent = await request.post(`${address.gateway}/api/v1/events`, {
    headers: { authorization: `Bearer ${address.key}`, "content-type": "application/cloudevents+json" },
    data: JSON.stringify({
      specversion: "1.0",
      type: "sluice.inference",
      source,
      id: random(),
      subject: "somebody",
      data: { model: used, provider: "dashscope", inputTokens: 1_000_000, outputTokens: 500_000 },
    }),
  });
  expect(sent.status(), await sent.text()).toBe(202);
  const tokens = (input: number, output: number) => ({
    litellm_provider: "dashscope",
    input_cost_per_token: input,
    output_cost_per_token: output,
  });
  const map = {
    [`dashscope/${used}`]: { ...tokens(4e-7, 1.2e-6), input_cost_per_token_above_200k_tokens: 8e-7 },
    [`dashscope/${other}`]: { ...tokens(1e-6, 2e-6), input_cost_per_image: 0.01 },
    // the demo has a list price of it
    "dashscope/qwen-turbo": tokens(1e-7, 2e-7),
    "dashscope/a-picture": { litellm_provider: "dashscope", output_cost_per_image: 0.04 },
  };
  await signIn(page, "finance", "/costs");
  await page.getByRole("link", { name: "Import a price map" }).click();
  await page.getByLabel("Price map", { exact: true }).setInputFiles({
    name: "model_prices_and_context_window.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(map)),
  });
  await page.getByLabel("Holds from", { exact: true }).fill("2026-01-01T00:00");
  await page.getByRole("button", { name: "Compare with the prices in force" }).click();
  const row = (name: string) => page.getByRole("row").filter({ hasText: name });
  await expect(row(used)).toContainText("New");
  await expect(row(used).getByRole("checkbox")).toBeChecked();
  await expect(row("qwen-turbo")).toContainText("+100.0 %");
  await expect(row(other).getByRole("checkbox")).not.toBeChecked();
  await expect(row(other)).toContainText("not taken: input_cost_per_image");
  await expect(row("a-picture")).toContainText("it has no price per token");
  await expectAccessible(page);
  await page.getByRole("checkbox", { name: /qwen-turbo/ }).uncheck();
  await page.getByRole("button", { name: "Apply 1 model" }).click();
  await expect(page.getByText(/applied it: 1 price holds from/)).toBeVisible();
  // a million in at 0.80, since it is above 200,000, and half a million out at 1.20
  const usage = `/api/v1/usage?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&interval=month&source=${source}`;
  const report = await (await api(request, "gateway", "get", usage)).json();
  expect(report.totals).toMatchObject({ costMicros: "1400000", unpricedRequests: 0 });
  await page.goto(`${address.dashboard}/audit?action=prices.imported`);
  await expect(page.getByRole("row").filter({ hasText: "imported a price map" }).first()).toBeVisible();
  const growth = await (await browser.newContext()).newPage();
  await signIn(growth, "growth", "/costs/prices/import");
  await expect(growth.getByText("Finance leads and administrators import price maps.")).toBeVisible();
});
