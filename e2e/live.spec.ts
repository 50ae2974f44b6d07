import type { APIRequestContext } from "@playwright/test";
import { address, expect, type Page, signIn, test } from "./fixtures/sluice";

const random = () => Math.random().toString(36).slice(2, 10);

type Sent = { subject: string; micros: number; model?: string; time?: string };

/** Usage of a source of its own, sent to the gateway as a chatbot's backend does. */
async function send(request: APIRequestContext, source: string, events: Sent[]): Promise<void> {
  const answer = await request.post(`${address.gateway}/api/v1/events`, {
    headers: {
      authorization: `Bearer ${address.key}`,
      "content-type": "application/cloudevents-batch+json",
    },
    data: JSON.stringify(
      events.map(({ subject, micros, model = "qwen-plus", time }) => ({
        specversion: "1.0",
        type: "sluice.inference",
        source,
        id: random(),
        subject,
        ...(time ? { time } : {}),
        data: { model, inputTokens: 10, cost: { micros: String(micros), currency: "USD" } },
      })),
    ),
  });
  expect(answer.status(), await answer.text()).toBe(202);
  expect(await answer.json()).toMatchObject({ accepted: events.length, rejected: [] });
}

const figure = (page: Page, label: string) => page.getByRole("link", { name: new RegExp(`^${label}`) });

test("the figures move within two seconds of an event, without a reload", async ({ page, request }) => {
  const source = `live-${random()}`;
  await send(request, source, [{ subject: "a", micros: 1_250_000 }]);
  await signIn(page, "finance", `/?source=${source}`);
  await expect(figure(page, "Spend today")).toContainText("1.25");
  await expect(figure(page, "New users today")).toContainText("1");
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  // the stream is open once it has told where things stand
  await page.waitForResponse((response) => response.url().includes("/api/v1/overview"));
  await send(request, source, [
    { subject: "b", micros: 2_000_000 },
    { subject: "c", micros: 500_000 },
  ]);
  await expect(figure(page, "Spend today")).toContainText("3.75", { timeout: 2_000 });
  await expect(figure(page, "New users today")).toContainText(/3\s*so far/);
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
});
