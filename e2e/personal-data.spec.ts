import { readFileSync } from "node:fs";
import {
  address,
  api,
  expect,
  expectAccessible,
  issue,
  launchCampaign,
  signIn,
  test,
} from "./fixtures/sluice";

test("an administrator looks a chatbot user up, takes the file along and erases the user", async ({
  page,
  request,
}) => {
  const subject = `user / ${Math.random().toString(36).slice(2)}`;
  const campaign = await launchCampaign(request);
  expect((await issue(request, "gateway", campaign, subject)).status()).toBe(201);
  const event = {
    specversion: "1.0",
    type: "sluice.inference",
    source: "personal-data",
    id: campaign,
    subject,
    time: new Date().toISOString(),
    data: { model: "some-model", inputTokens: 7 },
  };
  const sent = await api(request, "gateway", "post", "/api/v1/events", event, {
    "content-type": "application/cloudevents+json",
  });
  expect(sent.status(), await sent.text()).toBe(202);

  await signIn(page, "admin", "/settings");
  const section = page.locator("#personal-data");
  await section.getByLabel("Chatbot user").fill("nobody of that name");
  await section.getByRole("button", { name: "Look up" }).click();
  await expect(section.getByText("Nothing is held of this subject.")).toBeVisible();

  await section.getByLabel("Chatbot user").fill(subject);
  await section.getByRole("button", { name: "Look up" }).click();
  await expect(section.getByRole("heading", { name: `What is held of ${subject}` })).toBeVisible();
  await expectAccessible(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    section.getByRole("link", { name: "Export as JSON" }).click(),
  ]);
  const file = JSON.parse(readFileSync(await download.path(), "utf8"));
  expect(file).toMatchObject({
    subject,
    coupons: [{ campaign, status: "issued" }],
    events: [{ id: campaign, model: "some-model", inputTokens: 7 }],
  });

  await section.getByRole("button", { name: "Erase" }).click();
  await expect(section.getByText("Tick this first: it cannot be undone.")).toBeVisible();
  await section.getByLabel("Erase this user for good").check();
  await section.getByRole("button", { name: "Erase" }).click();
  await expect(section.getByRole("status")).toContainText("Erased.");
  const gone = await page.request.get(`${address.dashboard}/api/v1/subjects/${encodeURIComponent(subject)}`);
  expect(gone.status()).toBe(404);
  await page.goto(`${address.dashboard}/audit`);
  await expect(
    page
      .getByRole("cell")
      .filter({ hasText: /erased a chatbot user/i })
      .first(),
  ).toBeVisible();
  expect(await page.content()).not.toContain(subject);
});

test("how long silent users are kept is set after a tick, and not shortened without it", async ({ page }) => {
  await signIn(page, "admin", "/settings");
  const section = page.locator("#personal-data");
  const months = section.getByLabel("Erase silent users");
  await months.selectOption("after 13 silent months");
  await section.getByRole("button", { name: "Save" }).click();
  await expect(section.getByText("Tick this: it cannot be undone.")).toBeVisible();
  await expect(months).toHaveValue("13");
  await section.getByLabel("Silent users may be erased for good").check();
  await section.getByRole("button", { name: "Save" }).click();
  await expect(section.getByText("Saved: silent users are erased after 13 silent months.")).toBeVisible();
  await section.getByLabel("Erase silent users").selectOption("never");
  await section.getByRole("button", { name: "Save" }).click();
  await expect(section.getByText("Saved: silent users are kept.")).toBeVisible();
});
