// npm run up: everything, from a fresh clone to a served dashboard.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ensureBuilt } from "./build.mjs";
import { clearLeftovers, watchChildren } from "./children.mjs";
import { isEmpty, openDatabase } from "./database.mjs";
import { childEnvironment, readServing, root, StartError } from "./environment.mjs";
import { ensureInstalled } from "./install.mjs";
import { runMain, say } from "./say.mjs";

const READY_MS = 90_000;

function checkPort(name, port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error) => {
      const why =
        error.code === "EADDRINUSE" ? "is taken by another program" : `cannot be used (${error.code})`;
      reject(new StartError(`${name}=${port} ${why}: set ${name} to a free port.`));
    });
    server.listen(port, host, () => server.close(resolve));
  });
}

async function waitUntilServed(address, name, isStopping) {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline && !isStopping()) {
    const answer = await fetch(`${address}/api/health/live`, { signal: AbortSignal.timeout(5_000) }).catch(
      () => undefined,
    );
    if (answer?.ok) return;
    await pause(100);
  }
  if (!isStopping())
    throw new StartError(
      `The ${name} did not answer within ${READY_MS / 1000} s. What it said stands above.`,
    );
}

/** Loads the demo, or makes the first admin, into a database that nobody can sign in to yet. */
async function seedWhenEmpty(url, env) {
  if (!(await isEmpty(url))) return;
  if (env.DEMO === "1") say("Loading the demo …");
  else if (!env.ADMIN_EMAIL) {
    throw new StartError(
      "The database is empty and nobody could sign in: set ADMIN_EMAIL and ADMIN_PASSWORD for the first admin, or DEMO=1.",
    );
  }
  const seeded = spawnSync(
    process.execPath,
    ["--conditions=react-server", path.join(root, ".build/seed.mjs")],
    { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] },
  );
  if (seeded.status !== 0) throw new StartError("Loading the first data failed. What it said stands above.");
}

function tellSignIns(serving) {
  if (!serving.demo) return;
  say("");
  for (const role of ["growth", "finance", "executive", "admin"])
    console.log(`sign in as ${`${role}@sluice.test`.padEnd(22)} ${serving.demoPassword}`);
  console.log(`demo API key ${serving.demoApiKey}`);
  console.log(`gateway ${serving.gatewayUrl}   sample chatbot ${serving.url}/chat`);
}

await runMain(async () => {
  const serving = readServing();
  mkdirSync(serving.dataDir, { recursive: true });
  clearLeftovers(serving.dataDir);
  let stopping = false;
  let children;
  let database;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    say("\nStopping …");
    await children?.stop();
    database?.stop();
    process.exit(process.exitCode ?? 0);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("SIGHUP", stop);
  try {
    await checkPort("PORT", serving.port, serving.host);
    await checkPort("GATEWAY_PORT", serving.gatewayPort, serving.host);
    ensureInstalled();
    await ensureBuilt();
    database = await openDatabase({ keepAdopted: false });
    const env = childEnvironment(serving, database.url);
    await seedWhenEmpty(database.url, env);
    if (stopping) return;
    children = watchChildren(serving.dataDir);
    children.begin(
      "gateway",
      ["--conditions=react-server", "--enable-source-maps", ".build/gateway.mjs"],
      env,
    );
    children.begin("worker", ["--conditions=react-server", "--enable-source-maps", ".build/worker.mjs"], env);
    children.begin(
      "dashboard",
      [
        "node_modules/next/dist/bin/next",
        "start",
        "-p",
        String(serving.port),
        "-H",
        serving.host,
        // as the gateway's: a pooled connection outlives the idle limits of proxies
        "--keepAliveTimeout",
        "75000",
      ],
      env,
    );
    await waitUntilServed(serving.gatewayUrl, "gateway", () => stopping);
    await waitUntilServed(serving.url, "dashboard", () => stopping);
    if (stopping) return;
    tellSignIns(serving);
    console.log(`ready ${serving.url}`);
  } catch (error) {
    process.exitCode = 1;
    await runMain(() => {
      throw error;
    });
    await stop();
  }
});
