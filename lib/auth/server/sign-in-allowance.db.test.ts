import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { closeDatabase, pool, useDatabase } from "../../platform/db";
import { allowancesOf, forgetOldSignIns, giveTryBack, takeTry } from ".";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("allowance");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});

const tries = (account: string, address: string, device: string | null, times: number) =>
  Promise.all(Array.from({ length: times }, () => takeTry(allowancesOf(account, address, device))));
const taken = (answers: { ok: boolean }[]) => answers.filter(({ ok }) => ok).length;

it("lets ten tries of one account from one address through, however many are sent together, and says how long to wait", async () => {
  const answers = await tries("a@x.test", "192.0.2.1", null, 40);
  expect(taken(answers)).toBe(10);
  const refused = await takeTry(allowancesOf("a@x.test", "192.0.2.1", null));
  expect(refused).toMatchObject({ ok: false, error: { code: "rate_limited" } });
  if (refused.ok) return;
  expect(refused.error.retryAfterSeconds).toBeGreaterThan(0);
  expect(refused.error.retryAfterSeconds).toBeLessThanOrEqual(20);
  expect(refused.error.detail).toContain(`${refused.error.retryAfterSeconds} second`);
});

it("does not lock the owner out: another address, and a device they have used, still have tries", async () => {
  expect(taken(await tries("a@x.test", "192.0.2.2", null, 1))).toBe(1);
  expect(taken(await tries("a@x.test", "192.0.2.1", "known-device", 1))).toBe(1);
});

it("counts all unknown devices of an account together, and the device of its owner apart", async () => {
  const attackers = Array.from({ length: 150 }, (_, at) =>
    takeTry(allowancesOf("b@x.test", `198.51.100.${at}`, null)),
  );
  expect(taken(await Promise.all(attackers))).toBe(100);
  expect(taken(await tries("b@x.test", "198.51.100.1", "device-of-b", 1))).toBe(1);
});

it("counts all accounts of an address together", async () => {
  const spray = Array.from({ length: 150 }, (_, at) =>
    takeTry(allowancesOf(`spray-${at}@x.test`, "203.0.113.1", null)),
  );
  expect(taken(await Promise.all(spray))).toBe(100);
});

it("takes from all buckets or from none", async () => {
  const before = await pool().query("SELECT full_at FROM sign_in_allowance WHERE key = 'account a@x.test'");
  await tries("a@x.test", "192.0.2.1", null, 5);
  const after = await pool().query("SELECT full_at FROM sign_in_allowance WHERE key = 'account a@x.test'");
  expect(after.rows).toEqual(before.rows);
});

it("gives a try back to whoever was right: signing in a hundred times costs nothing", async () => {
  for (let time = 0; time < 130; time += 1) {
    const allowances = allowancesOf("c@x.test", "192.0.2.9", null);
    expect((await takeTry(allowances)).ok).toBe(true);
    await giveTryBack(allowances);
  }
});

it("fills again with time", async () => {
  await tries("d@x.test", "192.0.2.10", null, 10);
  await pool().query(
    "UPDATE sign_in_allowance SET full_at = full_at - interval '20 seconds' WHERE key LIKE 'pair d@%'",
  );
  expect(taken(await tries("d@x.test", "192.0.2.10", null, 3))).toBe(1);
});

it("forgets buckets that are full", async () => {
  await pool().query("UPDATE sign_in_allowance SET full_at = now() - interval '1 second'");
  await forgetOldSignIns();
  expect((await pool().query("SELECT 1 FROM sign_in_allowance")).rowCount).toBe(0);
});
