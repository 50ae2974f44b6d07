// Commands that run one bundle against the database, also while `up` runs.
import { spawn } from "node:child_process";
import path from "node:path";
import { ensureBundled } from "./build.mjs";
import { openDatabase } from "./database.mjs";
import { dataFolder, root } from "./environment.mjs";
import { ensureInstalled } from "./install.mjs";

/** Runs `.build/<name>.mjs` with `args` where the person stands; standard output is the bundle's alone. Sets the exit code. */
export async function runBundle(name, args) {
  ensureInstalled();
  await ensureBundled();
  const database = await openDatabase({ quiet: true });
  const child = spawn(
    process.execPath,
    ["--conditions=react-server", "--enable-source-maps", path.join(root, `.build/${name}.mjs`), ...args],
    {
      cwd: process.env.INIT_CWD ?? process.cwd(),
      env: { ...process.env, DATABASE_URL: database.url, DATA_DIR: dataFolder() },
      stdio: "inherit",
    },
  );
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve) => {
    child.once("exit", (code) => resolve(code ?? 1));
  });
  database.stop();
}
