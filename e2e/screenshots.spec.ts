import { mkdirSync } from "node:fs";
import path from "node:path";
import { expect, signIn, test } from "./fixtures/sluice";

const root = path.join(import.meta.dirname, "..");
/** The README's pictures are taken anew with UPDATE_SCREENSHOTS=1; else they are taken to be looked at. */
const folder = process.env.UPDATE_SCREENSHOTS
  ? path.join(root, "public/screenshots")
  : path.join(root, "test-results/screenshots");

const shots = [
  { name: "overview-light", path: "/?source=demo", scheme: "light", width: 1440, height: 1000 },
  { name: "overview-dark", path: "/?source=demo", scheme: "dark", width: 1440, height: 1000 },
  { name: "pause-phone", path: "/pause", scheme: "light", width: 390, height: 844 },
] as const;

for (const { name, path: page, scheme, width, height } of shots) {
  test(`the picture ${name} can be taken of what a newcomer sees`, async ({ browser }) => {
    mkdirSync(folder, { recursive: true });
    const context = await browser.newContext({
      colorScheme: scheme,
      viewport: { width, height },
      reducedMotion: "reduce",
    });
    const tab = await context.newPage();
    await signIn(tab, "executive", page);
    await expect(tab.getByRole("banner").getByRole("button", { name: "Pause promotions" })).toBeVisible();
    await expect(tab.getByRole("main")).not.toContainText("could not be read");
    if (page.startsWith("/?")) await expect(tab.locator(".recharts-surface").first()).toBeVisible();
    await tab.evaluate(() => document.fonts.ready);
    const picture = await tab.screenshot({ path: path.join(folder, `${name}.png`) });
    expect(picture.byteLength).toBeGreaterThan(10_000);
    await context.close();
  });
}
