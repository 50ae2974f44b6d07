import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createCampaign, launchCampaign } from "@/lib/campaigns/server";
import { type Snippet, toSnippets } from "@/lib/members";
import { closeDatabase, db, useDatabase } from "@/lib/platform/db";
import { pausePromotions, resumePromotions } from "@/lib/switch/server";
import { admin, type Gateway, makeKey, startGateway } from "../fixtures/gateway";
import { createTestDatabase, type TestDatabase } from "../fixtures/test-database";
import { waitFor } from "../fixtures/wait-for";

const root = path.join(import.meta.dirname, "../..");
const campaign = "pasted";
const hasCurl = spawnSync("curl", ["--version"]).status === 0;

let database: TestDatabase;
let gateway: Gateway;
let scratch: string;
let snippets: Snippet[];
const running: ChildProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase("snippets");
  await useDatabase(database.url);
  const { key } = await makeKey(["coupons:write", "usage:write", "switch:pause", "flags:read"]);
  gateway = await startGateway(database.url);
  const made = await createCampaign(admin, {
    key: campaign,
    name: "Pasted",
    discount: { kind: "free_days", value: 7 },
  });
  if (!made.ok) throw new Error(made.error.detail);
  await launchCampaign(admin, campaign);
  snippets = toSnippets({ address: gateway.url, key, campaign });
  // inside the project, so that the packages of the snippets are found
  scratch = mkdtempSync(path.join(root, ".build/snippets-"));
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  await resumePromotions(admin);
});
afterAll(async () => {
  if (scratch) rmSync(scratch, { recursive: true, force: true });
  await gateway?.stop();
  await closeDatabase();
  await database?.drop();
});

const textOf = (id: string) => {
  const snippet = snippets.find((one) => one.id === id);
  if (!snippet) throw new Error(`there is no snippet ${id}`);
  return snippet.text;
};

/** Runs a file as pasted; `before` and `after` stand around it for what a browser has and a test wants to know. */
function runJs(id: string, { before = "", after = "" } = {}) {
  const file = path.join(scratch, `${id}.mjs`);
  writeFileSync(file, textOf(id) + after);
  const preload = path.join(scratch, `${id}-before.mjs`);
  writeFileSync(preload, before);
  const child = spawn(process.execPath, ["--import", preload, file], { stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  let said = "";
  for (const out of [child.stdout, child.stderr]) {
    out.on("data", (chunk) => {
      said += chunk;
    });
  }
  return { said: () => said };
}
const eventSource = `import { EventSource } from "eventsource"; globalThis.EventSource = EventSource;\n`;

describe.skipIf(!hasCurl)("what is pasted into a shell works", () => {
  const runShell = (id: string) => {
    const { status, stdout, stderr } = spawnSync("bash", ["-c", textOf(id)], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    return JSON.parse(stdout);
  };

  it("issues a coupon", () => {
    expect(runShell("issue")).toMatchObject({ campaign, subject: "user-1", status: "issued" });
  });

  it("pauses all promotions", async () => {
    expect(runShell("pause")).toMatchObject({ issuance: "paused", reason: "Spend is running away" });
    // a person takes it over, so that the next test may resume it
    await pausePromotions(admin);
  });

  it("sends usage", () => {
    expect(runShell("usage")).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
  });
});

describe("what is pasted into a program works", () => {
  it("issues a coupon from a server", async () => {
    const before = await db().coupon.count();
    const { said } = runJs("fetch");
    await waitFor(() => /^issued \S+/m.test(said()), { timeoutMs: 20_000 });
    expect(await db().coupon.count()).toBe(before + 1);
  });

  it("reads the flags by OpenFeature", async () => {
    const { said } = runJs("flags", { before: eventSource });
    await waitFor(() => said().includes("message"), { timeoutMs: 20_000 });
    expect(said()).toContain("promotions true");
  });

  it("reads the flags by OpenFeature on a server, true and, once paused, false", async () => {
    const first = runJs("server");
    await waitFor(() => first.said().includes("promotions true"), { timeoutMs: 20_000 });
    await pausePromotions(admin);
    const second = runJs("server");
    await waitFor(() => second.said().includes("promotions false"), { timeoutMs: 20_000 });
  });

  it("follows the flags without a library: a pause arrives", async () => {
    const { said } = runJs("events", { before: eventSource });
    await waitFor(() => said().includes("promotions true"), { timeoutMs: 20_000 });
    await pausePromotions(admin);
    await waitFor(() => said().trim().endsWith("promotions false"), { timeoutMs: 20_000 });
  });

  it("shows the coupon card in React, and nothing once promotions are paused", async () => {
    const after = `
import { renderToStaticMarkup } from "react-dom/server";
setInterval(() => console.log("shown", renderToStaticMarkup(App())), 50);`;
    const { said } = runJs("react", { before: eventSource, after });
    await waitFor(() => said().includes("shown <button>Claim coupon</button>"), { timeoutMs: 20_000 });
    await pausePromotions(admin);
    await waitFor(() => said().endsWith("shown \n"), { timeoutMs: 20_000 });
  });
});

it("every snippet is run by a test of this file", () => {
  expect(snippets.map(({ id }) => id).sort()).toEqual(
    ["events", "fetch", "flags", "issue", "pause", "react", "server", "usage"].sort(),
  );
});
