// npm test: lint, types, import rule, unit, database and browser tests. The last line is the count.
// `npm test -- quick` leaves the browser out; `npm test -- e2e` runs only it.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { embeddedPostgres } from "../../prisma/embedded/postgres.mjs";
import { findAdvisories } from "./advisories.mjs";
import { findBrowser } from "./browser.mjs";
import { ensureBuilt } from "./build.mjs";
import { root } from "./environment.mjs";
import { ensureInstalled } from "./install.mjs";
import { runMain, say } from "./say.mjs";

const total = { passed: 0, failed: 0, skipped: 0 };
const bin = (name) => path.join(root, "node_modules", name);

const running = new Set();

function run(args, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
    running.add(child);
    child.once("exit", (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

async function check(name, args) {
  say(`\n— ${name}`);
  const passed = (await run(args)) === 0;
  total[passed ? "passed" : "failed"] += 1;
  if (!passed) say(`${name} failed`);
}

/** Fails on what is known; a registry that cannot be asked is no failure of ours. */
async function checkAdvisories() {
  say("\n— known advisories of what is shipped");
  const found = await findAdvisories();
  if (found === null) {
    say("skipped: the registry could not be asked");
    total.skipped += 1;
    return;
  }
  for (const line of found) say(line);
  total[found.length === 0 ? "passed" : "failed"] += 1;
}

function countVitest(file) {
  const report = JSON.parse(readFileSync(file, "utf8"));
  // a file that could not even be loaded has no tests of its own
  const broken = report.testResults.filter(
    (one) => one.status === "failed" && one.assertionResults.length === 0,
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function countPlaywright(file) {
  const { stats, errors } = JSON.parse(readFileSync(file, "utf8"));
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  };
}

async function suite(name, args, file, count, env) {
  say(`\n— ${name}`);
  const code = await run(args, env);
  let counted;
  try {
    counted = count(file);
  } catch {
    counted = { passed: 0, failed: 1, skipped: 0 };
  }
  if (code !== 0 && counted.failed === 0) counted.failed = 1;
  for (const key of Object.keys(total)) total[key] += counted[key];
}

await runMain(async () => {
  const only = process.argv[2];
  const scratch = mkdtempSync(path.join(tmpdir(), "sluice-test-"));
  let postgres;
  const cleanUp = () => {
    postgres?.destroy();
    rmSync(scratch, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
      // a signal to this process alone reaches no child
      for (const child of running) child.kill("SIGTERM");
      cleanUp();
      process.exit(1);
    });
  }
  try {
    ensureInstalled();
    if (only !== "e2e") {
      const lint = [bin("@biomejs/biome/bin/biome"), "check", ".", "--diagnostic-level=error"];
      const rule = ["app", "components", "lib", "--config", ".dependency-cruiser.cjs"];
      // side by side: each keeps one core
      await Promise.all([
        check("types", [bin("typescript/bin/tsc"), "--noEmit"]),
        check("lint", lint).then(() =>
          check("import rule", [bin("dependency-cruiser/bin/dependency-cruise.mjs"), ...rule]),
        ),
      ]);
      await checkAdvisories();
    }
    let url = process.env.TEST_DATABASE_URL;
    if (!url) {
      postgres = embeddedPostgres({ root, dataDir: path.join(scratch, "database"), say });
      url = (await postgres.start()).url.replace(/\/sluice$/, "/postgres");
    }
    const env = {
      ...process.env,
      NODE_ENV: "test",
      TEST_DATABASE_URL: url,
      TZ: "UTC",
      NEXT_TELEMETRY_DISABLED: "1",
    };
    for (const name of [
      "DATABASE_URL",
      "PORT",
      "GATEWAY_PORT",
      "DEMO",
      "DEMO_PASSWORD",
      "DEMO_API_KEY",
      "DATA_DIR",
      "AUTH_SECRET",
      "AUTH_URL",
      "OIDC_ISSUER",
      "OIDC_CLIENT_ID",
      "OIDC_CLIENT_SECRET",
      "RATE_LIMIT_KEY",
      "RATE_LIMIT_PERSON",
      "RATE_LIMIT_ADDRESS",
    ])
      delete env[name];
    await ensureBuilt();
    if (only !== "e2e") {
      const vitest = (file, ...args) => [
        bin("vitest/vitest.mjs"),
        "run",
        ...args,
        "--reporter=dot",
        "--reporter=json",
        `--outputFile.json=${file}`,
      ];
      const file = path.join(scratch, "vitest.json");
      await suite("unit and database", vitest(file, "--exclude=**/*.quiet.spec.ts"), file, countVitest, env);
      // what promises milliseconds runs by itself
      const quiet = path.join(scratch, "quiet.json");
      await suite(
        "promises about time",
        vitest(quiet, ".quiet.spec.ts", "--maxWorkers=1"),
        quiet,
        countVitest,
        env,
      );
    }
    if (only !== "quick") {
      const file = path.join(scratch, "playwright.json");
      const browser = await findBrowser({ install: true });
      if (browser) {
        const more = { ...env, CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
        await suite(
          "browser",
          [bin("@playwright/test/cli.js"), "test", "--reporter=list,json"],
          file,
          countPlaywright,
          more,
        );
      } else {
        say("No Chromium could be found or installed: set CHROMIUM_PATH.");
        total.failed += 1;
      }
    }
  } catch (error) {
    total.failed += 1;
    say(error?.stack ?? String(error));
  } finally {
    cleanUp();
  }
  if (total.failed > 0) process.exitCode = 1;
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
});
