import { defineConfig } from "@playwright/test";
import { launchFlags } from "./lib/start/browser.mjs";

const alone = ["live.spec.ts", "pause.spec.ts", "two-dashboards.spec.ts"];

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/fixtures/start-sluice.ts",
  outputDir: "test-results",
  // each worker has a product of its own; the files of one worker run one after the other
  workers: 2,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  projects: [
    { name: "together", testIgnore: ["api/**", ...alone] },
    // what promises a second is held to it while nothing else runs
    { name: "alone", testMatch: alone, workers: 1, dependencies: ["together"] },
  ],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: process.env.CHROMIUM_PATH || undefined, args: launchFlags },
    screenshot: "only-on-failure",
  },
});
