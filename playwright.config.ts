import { defineConfig } from "@playwright/test";
import { launchFlags } from "./lib/start/browser.mjs";

export default defineConfig({
  testDir: "e2e",
  testIgnore: ["api/**"],
  globalSetup: "./e2e/fixtures/start-sluice.ts",
  outputDir: "test-results",
  // the promotion switch is one for the whole product: tests that pause must not meet tests that issue
  workers: 1,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: process.env.CHROMIUM_PATH || undefined, args: launchFlags },
    screenshot: "only-on-failure",
  },
});
