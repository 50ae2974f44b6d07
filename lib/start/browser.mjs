// The browser of the tests, in this order: CHROMIUM_PATH, Playwright's own, the system's, then Debian's, installed. The
// headless shell is Chromium without its windows, which is what Playwright runs too: a tenth less work for the same pages.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { root } from "./environment.mjs";
import { say } from "./say.mjs";

const systemPaths = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Flags that keep Chromium quiet where there is no network. */
export const launchFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

async function playwrightsOwn() {
  const { chromium } = await import("@playwright/test");
  const file = chromium.executablePath();
  return file && existsSync(file) ? file : undefined;
}

async function present() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  return (await playwrightsOwn()) ?? systemPaths.find(existsSync);
}

/** The path of a Chromium, installed when none is there; undefined when that fails too. */
export async function findBrowser({ install = false } = {}) {
  const found = await present();
  if (found || !install) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("No browser for the tests: installing Debian's Chromium …");
    const quiet = {
      stdio: "ignore",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      timeout: 600_000,
    };
    spawnSync("apt-get", ["update"], quiet);
    for (const name of ["chromium-headless-shell", "chromium"]) {
      spawnSync("apt-get", ["install", "-y", "--no-install-recommends", name], quiet);
      const installed = await present();
      if (installed) return installed;
    }
  }
  say("No browser for the tests: asking Playwright for one …");
  spawnSync(process.execPath, [path.join(root, "node_modules/playwright/cli.js"), "install", "chromium"], {
    cwd: root,
    stdio: "ignore",
    timeout: 180_000,
  });
  return present();
}
