import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, type Page } from "@playwright/test";
import { findBrowser, launchFlags } from "@/lib/start/browser.mjs";
import { ensureBuilt } from "@/lib/start/build.mjs";
import { freePort } from "../fixtures/free-port";
import { runUp } from "../fixtures/run-up";
import type { Bench } from "./bench";

const CLICKS = 20;
const AT_REST_MS = 1_500;
const PASSWORD = "the demo of the benchmark";
const KEY = "slu_the_key_of_the_benchmark_0000";

/** Notes in the browser when the header first shows each of these words, by its clock. */
function watchHeader(page: Page, words: string[]): Promise<void> {
  return page.evaluate((given) => {
    const seen: Record<string, number> = {};
    Object.assign(globalThis, { seen });
    const look = () => {
      const text = document.querySelector("header")?.innerText ?? "";
      for (const word of given) if (text.includes(word) && !(word in seen)) seen[word] = Date.now();
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    document.addEventListener(
      "click",
      () => {
        for (const word of given) delete seen[word];
        seen.click = Date.now();
      },
      { capture: true },
    );
  }, words);
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function pauseOnce(
  page: Page,
  url: string,
): Promise<{ pausing: number; paused: number; ping: number }> {
  const banner = page.getByRole("banner");
  // a page at rest, but for the second's reading of its traffic: what the last resume made old has been read again
  await page.waitForTimeout(AT_REST_MS);
  const ping = await page.evaluate(async () => {
    const begun = performance.now();
    await (await fetch("/api/health/live", { cache: "no-store" })).text();
    return performance.now() - begun;
  });
  await banner.getByRole("button", { name: "Pause promotions" }).click();
  await banner.getByText("Paused").waitFor();
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: Record<string, number> }).seen);
  const ask = (asked: string, method = "GET") =>
    fetch(`${url}${asked}`, {
      method,
      headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
      ...(method === "POST" ? { body: "{}" } : {}),
    });
  const { changedAt } = (await (await ask("/api/v1/switch")).json()) as { changedAt: string };
  await banner.getByText("Resume…").click();
  await page.getByRole("button", { name: "Resume now" }).first().click();
  await banner.getByRole("button", { name: "Pause promotions" }).waitFor();
  return {
    pausing: (seen["Pausing…"] ?? Number.NaN) - (seen.click ?? Number.NaN),
    paused: (seen.Paused ?? Number.NaN) - Date.parse(changedAt),
    ping,
  };
}

/** From the commit of a pause to the word "Paused" in a real browser on the overview, both by one machine's clock. */
export const pause: Bench = async ({ url: database, say }) => {
  await ensureBuilt();
  const executablePath = await findBrowser({ install: true });
  const dataDir = mkdtempSync(path.join(tmpdir(), "sluice-bench-pause-"));
  const port = await freePort();
  const sluice = await runUp({
    ...process.env,
    DATABASE_URL: database,
    DATA_DIR: dataDir,
    DEMO: "1",
    DEMO_PASSWORD: PASSWORD,
    DEMO_API_KEY: KEY,
    PORT: String(port),
    GATEWAY_PORT: String(await freePort()),
  });
  const browser = await chromium.launch({
    args: launchFlags,
    ...(executablePath ? { executablePath } : {}),
  });
  try {
    const page = await browser.newPage();
    const url = `http://127.0.0.1:${port}`;
    // functions that are sent into the page bear the names that the loader gave them
    await page.addInitScript({ content: "globalThis.__name = (it) => it" });
    await page.goto(`${url}/`);
    await page.getByLabel("Email").fill("executive@sluice.test");
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("banner").getByText("Issuing").waitFor();
    await watchHeader(page, ["Pausing…", "Paused"]);
    const all: Awaited<ReturnType<typeof pauseOnce>>[] = [];
    // the first is a warm-up
    for (let n = 0; n <= CLICKS; n += 1) all.push(await pauseOnce(page, url));
    all.shift();
    const paused = median(all.map((one) => one.paused));
    const pausing = median(all.map((one) => one.pausing));
    const ping = median(all.map((one) => one.ping));
    say(
      `commit to Paused: ${all.map((one) => one.paused).join(", ")} ms; click to Pausing…: median ${pausing} ms`,
    );
    return [
      {
        name: `pause: from the commit to "Paused" on the overview, median of ${CLICKS}`,
        value: paused,
        unit: "ms",
        yardstick: "an empty request of the same page, ms",
        yardstickValue: ping,
        ratio: paused / ping,
        must: "under 100 ms",
        ok: paused < 100,
      },
      {
        name: 'pause: from the click to "Pausing…", median',
        value: pausing,
        unit: "ms",
        yardstick: "an empty request of the same page, ms",
        yardstickValue: ping,
        ratio: pausing / ping,
        must: "under 50 ms",
        ok: pausing < 50,
      },
    ];
  } finally {
    await browser.close();
    await sluice.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
};
