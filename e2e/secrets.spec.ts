import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import pg from "pg";
import { callAction, readActions } from "./fixtures/call-action";
import { findPages } from "./fixtures/pages";
import { address, expect, launchCampaign, type Page, signInByForm, test } from "./fixtures/sluice";

const logFile = process.env.SLUICE_LOG ?? "";
const readLog = () => readFileSync(logFile, "utf8");
/** What was written since the product was ready: before that it tells the demo's sign-ins, as it should. */
const readLater = () =>
  readLog()
    .split(/^ready .*$/m)
    .at(-1) ?? "";

async function readDatabase<T extends object>(text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: process.env.SLUICE_DATABASE_URL });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Every value of every column whose name says that it is a secret or stands for one. */
async function readKeptSecrets(): Promise<string[]> {
  const columns = await readDatabase<{ table: string; column: string }>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name ~ '(secret|password|hash|token|sealed)'
       AND table_name NOT IN ('idempotency_record', '_prisma_migrations')`,
  );
  const kept: string[] = [];
  for (const { table, column } of columns) {
    const rows = await readDatabase<{ value: unknown }>(
      `SELECT "${column}" AS value FROM "${table}" WHERE "${column}" IS NOT NULL`,
    );
    kept.push(
      ...rows.flatMap(({ value }) => {
        if (Buffer.isBuffer(value)) return [value.toString("hex"), value.toString("base64")];
        return typeof value === "string" ? [value] : [];
      }),
    );
  }
  return kept.filter((value) => value.length >= 16);
}

async function trySignIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto(`${address.dashboard}/sign-in`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /\S/ }).first()).toBeVisible();
}

test("no secret stands in a log or on a page, whatever was done with it", async ({ page, request }) => {
  const campaign = await launchCampaign(request);
  const wrong = `wrong password ${randomUUID()}`;
  await trySignIn(page, `nobody-${randomUUID().slice(0, 8)}@sluice.test`, wrong);
  await trySignIn(page, "finance@sluice.test", wrong);
  await signInByForm(page, "admin", "/pause");
  const cookies = (await page.context().cookies()).filter(
    ({ name, httpOnly, value }) => httpOnly && /session/.test(name) && value.length > 20,
  );
  expect(cookies.length).toBeGreaterThan(0);

  const made = await callAction(page.request, readActions().get("createKeyAction")?.id ?? "", "/settings", {
    name: "Of the test of secrets",
    scopes: "coupons:write",
  });
  const key = /slu_[A-Za-z0-9_]{20,100}/.exec(made.text)?.[0] ?? "";
  expect(key, "the key is shown once").not.toBe("");

  const unknown = `slu_${randomUUID().replaceAll("-", "_")}`;
  for (const lane of [address.dashboard, address.gateway]) {
    const issue = `${lane}/api/v1/campaigns/${campaign}/coupons`;
    const withKey = (value: string) => ({ authorization: `Bearer ${value}` });
    const subject = { subject: "of the test of secrets" };
    expect((await request.post(issue, { headers: withKey(key), data: subject })).status()).toBe(201);
    expect((await request.post(issue, { headers: withKey(unknown), data: subject })).status()).toBe(401);
    // where a key does not belong, as when somebody mixes things up
    await request.get(`${lane}/api/v1/campaigns?search=${key}`, { headers: withKey(key) });
    await request.get(`${lane}/api/v1/${key}`);
    await request.post(issue, { headers: withKey(key), data: { key, password: wrong } });
    await request.post(issue, {
      headers: { ...withKey(key), "content-type": "application/json" },
      data: Buffer.from(`{"subject": "${key}`),
    });
    await request.post(issue, { headers: { authorization: `Basic ${key}` }, data: subject });
    await request.post(issue, { headers: { ...withKey(key), "x-request-id": "a request" }, data: subject });
  }

  const kept = await readKeptSecrets();
  expect(kept.length, "there are hashes to look for").toBeGreaterThan(4);
  const database = new URL(process.env.SLUICE_DATABASE_URL ?? "").password;
  const secrets = [
    address.password,
    address.key,
    wrong,
    unknown,
    key,
    ...cookies.map(({ value }) => value),
    ...kept,
    process.env.SLUICE_AUTH_SECRET ?? "never",
    ...(database.length >= 8 ? [database] : []),
  ];

  for (const one of findPages().filter((found) => !/\[(?!key)/.test(found))) {
    const html = await (
      await page.request.get(`${address.dashboard}${one.replace("[key]", campaign)}`)
    ).text();
    expect(
      secrets.filter((secret) => html.includes(secret)).map((secret) => secret.slice(0, 12)),
      one,
    ).toEqual([]);
  }
  for (const open of ["/api/openapi.json", "/api/health/ready", "/api/health/live"]) {
    const text = await (await request.get(`${address.gateway}${open}`)).text();
    expect(
      secrets.filter((secret) => text.includes(secret)),
      open,
    ).toEqual([]);
  }

  // the log is the right one: what is told at the start, before it is ready, is in it
  expect(readLog()).toContain(address.password);
  const lines = readLater().split("\n");
  for (const secret of secrets)
    expect(lines.filter((line) => line.includes(secret)).slice(0, 2), secret.slice(0, 12)).toEqual([]);
});
