// The processes that `up` watches over, and what a killed run left behind.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, StartError } from "./environment.mjs";
import { say } from "./say.mjs";

const RESTART_MS = [250, 1_000, 3_000, 10_000];

/** When a process began, in the kernel's own count: tells it from a later one with the same number. Linux only. */
function beganAt(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

function isAlive({ pid, began }) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return began === undefined ? process.platform !== "linux" : beganAt(pid) === began;
}

/** Starts children with IPC (they end when we do), restarts those that die, and keeps their numbers in `up.json`. */
export function watchChildren(dataDir) {
  const file = path.join(dataDir, "up.json");
  const running = new Map();
  let stopping = false;

  function remember() {
    const children = [...running.values()].map(({ pid }) => ({ pid, began: beganAt(pid) }));
    writeFileSync(file, JSON.stringify({ pid: process.pid, began: beganAt(process.pid), children }));
  }

  function begin(name, args, env, failures = 0) {
    const child = spawn(
      process.execPath,
      ["--import", path.join(root, "lib/start/end-with-parent.mjs"), ...args],
      {
        cwd: root,
        env,
        stdio: ["ignore", "inherit", "inherit", "ipc"],
        // its own group: Ctrl-C reaches us alone and we stop them in order
        detached: true,
      },
    );
    running.set(name, child);
    if (child.pid) remember();
    const startedAt = Date.now();
    child.once("error", (error) => say(`${name} could not be started: ${error.message}`));
    child.once("exit", (code, signal) => {
      running.delete(name);
      if (stopping) return;
      const again = Date.now() - startedAt > 60_000 ? 0 : failures;
      const wait = RESTART_MS[Math.min(again, RESTART_MS.length - 1)];
      say(`${name} ended (${signal ?? code}); starting it again in ${wait} ms.`);
      setTimeout(() => !stopping && begin(name, args, env, again + 1), wait);
    });
  }

  return {
    begin,
    /** Ends one child; it comes back by itself. */
    restart: (name) => running.get(name)?.kill("SIGTERM"),
    /** Stops everything, politely first. Resolves when all are gone. */
    async stop() {
      stopping = true;
      const ends = [...running.values()].map(
        (child) =>
          new Promise((resolve) => {
            if (child.exitCode !== null || child.signalCode !== null) return resolve();
            const hard = setTimeout(() => child.kill("SIGKILL"), 8_000);
            child.once("exit", () => {
              clearTimeout(hard);
              resolve();
            });
            child.kill("SIGTERM");
          }),
      );
      await Promise.all(ends);
      rmSync(file, { force: true });
    },
  };
}

/** Refuses when another `up` serves from this DATA_DIR; ends what a killed one left. Only processes that it started. */
export function clearLeftovers(dataDir) {
  const file = path.join(dataDir, "up.json");
  if (!existsSync(file)) return;
  let kept;
  try {
    kept = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    rmSync(file);
    return;
  }
  if (isAlive(kept))
    throw new StartError(
      `Sluice already runs from ${dataDir} (process ${kept.pid}). Stop it first, or set another DATA_DIR and PORT.`,
    );
  const left = kept.children.filter(isAlive);
  if (left.length) say("The last run was killed: ending what it left.");
  for (const { pid } of left) process.kill(pid, "SIGKILL");
  rmSync(file);
}
