// npm run bench [-- NAME …] [--json FILE]: the benchmarks beside their yardsticks, on a database of their own.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { embeddedPostgres } from "../../prisma/embedded/postgres.mjs";
import { ensureBundled } from "./build.mjs";
import { root } from "./environment.mjs";
import { ensureInstalled } from "./install.mjs";
import { runMain, say } from "./say.mjs";

await runMain(async () => {
  ensureInstalled();
  await ensureBundled();
  const scratch = mkdtempSync(path.join(tmpdir(), "sluice-bench-"));
  const postgres = process.env.TEST_DATABASE_URL
    ? undefined
    : embeddedPostgres({ root, dataDir: path.join(scratch, "database"), say });
  const cleanUp = () => {
    postgres?.destroy();
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    const url = postgres
      ? (await postgres.start()).url.replace(/\/sluice$/, "/postgres")
      : process.env.TEST_DATABASE_URL;
    const env = { ...process.env, NODE_ENV: "production", TEST_DATABASE_URL: url, LOG_LEVEL: "error" };
    delete env.DATABASE_URL;
    const child = spawn(
      process.execPath,
      [
        "--conditions=react-server",
        "--enable-source-maps",
        "--expose-gc",
        "--import",
        "tsx",
        "e2e/bench/main.ts",
        ...process.argv.slice(2),
      ],
      { cwd: root, env, stdio: "inherit" },
    );
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
    process.exitCode = await new Promise((resolve) => {
      child.once("exit", (code) => resolve(code ?? 1));
    });
  } finally {
    cleanUp();
  }
});
