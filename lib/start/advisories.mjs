import { spawn } from "node:child_process";
import { root } from "./environment.mjs";

/** A registry that takes longer is as good as none. */
const PATIENCE_MS = 20_000;

/** What `npm audit --json` says on standard output, or "" when it said nothing in time. */
function ask() {
  return new Promise((resolve) => {
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const child = spawn(npm, ["audit", "--omit=dev", "--json", "--fetch-retries=0"], {
      cwd: root,
      shell: process.platform === "win32",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: PATIENCE_MS,
    });
    let said = "";
    child.stdout.on("data", (data) => {
      said += data;
    });
    child.once("error", () => resolve(""));
    child.once("close", () => resolve(said));
  });
}

/** The packages with a known high or critical advisory in a report of `npm audit --json`; null when it is no report. */
export function readAdvisories(report) {
  try {
    const { metadata, vulnerabilities } = JSON.parse(report);
    if (typeof metadata?.vulnerabilities?.total !== "number") return null;
    return Object.values(vulnerabilities ?? {})
      .filter(({ severity }) => severity === "high" || severity === "critical")
      .map(({ name, severity, range }) => `${name} ${range}: ${severity}`);
  } catch {
    return null;
  }
}

/** Known high and critical advisories of what we ship; null when the registry cannot be asked, as when offline. */
export async function findAdvisories() {
  return readAdvisories(await ask());
}
