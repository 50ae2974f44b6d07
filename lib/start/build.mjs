// The production build: Next, and one esbuild bundle for each plain Node process. Done again only when a source changed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, StartError } from "./environment.mjs";
import { say } from "./say.mjs";

/** Bundle name → entry file. */
export const bundles = {
  gateway: "lib/gateway/main.ts",
  worker: "lib/gateway/worker.ts",
  import: "lib/usage/server/import-main.ts",
  pause: "lib/switch/server/pause-main.ts",
  seed: "prisma/seed/main.ts",
};

const buildFolder = path.join(root, ".build");
const stampFile = path.join(buildFolder, "built.sha256");

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "prisma-client" && entry.name !== "node_modules") yield* sources(file);
    } else if (!/\.(test|spec)\.tsx?$|\.md$/.test(entry.name)) yield file;
  }
}

function sourceHash() {
  const hash = createHash("sha256");
  const rootFiles = [
    "package-lock.json",
    "next.config.ts",
    "tsconfig.json",
    "postcss.config.mjs",
    "proxy.ts",
    "instrumentation-client.ts",
  ].map((name) => path.join(root, name));
  const folders = ["app", "components", "lib", "prisma", "public"]
    .map((name) => path.join(root, name))
    .filter(existsSync);
  for (const file of [
    ...rootFiles.filter(existsSync),
    ...folders.flatMap((folder) => [...sources(folder)]),
  ]) {
    hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/** esbuild options of a bundle: packages stay outside; under the react-server condition `server-only` is empty. */
export function bundleOptions(name, entry = bundles[name]) {
  return {
    absWorkingDir: root,
    entryPoints: { [name]: entry },
    outdir: ".build",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: true,
    conditions: ["react-server"],
    alias: { "@": root },
    logLevel: "silent",
  };
}

/** Bundles one entry file into `.build/<name>.mjs`. */
export async function bundleEntry(name, entry) {
  const { build } = await import("esbuild");
  await build(bundleOptions(name, entry)).catch((error) => {
    throw new StartError(`Building ${entry} failed:\n${error.message}`);
  });
}

async function bundleAll() {
  await Promise.all(Object.entries(bundles).map(([name, entry]) => bundleEntry(name, entry)));
}

function buildNext() {
  const output = [];
  const child = spawn(process.execPath, [path.join(root, "node_modules/next/dist/bin/next"), "build"], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.on("data", (data) => output.push(data));
  child.stderr.on("data", (data) => output.push(data));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new StartError(`next build failed:\n${Buffer.concat(output)}`)),
    );
  });
}

const isBuilt = (wanted) =>
  existsSync(stampFile) &&
  readFileSync(stampFile, "utf8") === wanted &&
  existsSync(path.join(root, ".next/BUILD_ID")) &&
  Object.keys(bundles).every((name) => existsSync(path.join(buildFolder, `${name}.mjs`)));

/** Builds when a source changed since the last build. */
export async function ensureBuilt() {
  const wanted = sourceHash();
  if (isBuilt(wanted)) return;
  say("Building (half a minute the first time) …");
  mkdirSync(buildFolder, { recursive: true });
  await bundleAll();
  await buildNext();
  writeFileSync(stampFile, wanted);
}

/** Only the bundles, for commands that need no pages. */
export async function ensureBundled() {
  const wanted = sourceHash();
  const stamp = path.join(buildFolder, "bundled.sha256");
  if (isBuilt(wanted) || (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted)) return;
  mkdirSync(buildFolder, { recursive: true });
  await bundleAll();
  writeFileSync(stamp, wanted);
}
