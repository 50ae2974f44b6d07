import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../e2e/fixtures/test-database";
import { migrate } from "./migrate.mjs";

let database: TestDatabase;
let client: pg.Client;
let folder: string;

function write(name: string, sql: string) {
  mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, name, "migration.sql"), sql);
}

beforeEach(async () => {
  database = await createTestDatabase("migrate");
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  folder = mkdtempSync(path.join(tmpdir(), "sluice-migrations-"));
  cpSync(path.join(import.meta.dirname, "../migrations"), folder, { recursive: true });
});

afterEach(async () => {
  await client.end();
  await database.drop();
  rmSync(folder, { recursive: true });
});

it("applies what is new once, and nothing the second time", async () => {
  write("99990101000000_more", "CREATE TABLE more (id int)");
  expect(await migrate(client, { folder })).toEqual(["99990101000000_more"]);
  expect(await migrate(client, { folder })).toEqual([]);
});

it("refuses a migration that was changed after it was applied", async () => {
  write("99990101000000_more", "CREATE TABLE more (id int)");
  await migrate(client, { folder });
  write("99990101000000_more", "CREATE TABLE more (id bigint)");
  await expect(migrate(client, { folder })).rejects.toThrow(
    "99990101000000_more was changed after it was applied",
  );
});

it("refuses a database that has a migration this version does not know", async () => {
  write("99990101000000_more", "CREATE TABLE more (id int)");
  await migrate(client, { folder });
  rmSync(path.join(folder, "99990101000000_more"), { recursive: true });
  await expect(migrate(client, { folder })).rejects.toThrow("which this version of Sluice does not know");
});

it("refuses to go on after a half-applied migration", async () => {
  await client.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'x', '99990101000000_half')",
  );
  await expect(migrate(client, { folder })).rejects.toThrow("begun and never finished");
});

it("leaves nothing of a migration that fails", async () => {
  write("99990101000000_bad", "CREATE TABLE bad (id int); SELECT 1/0");
  await expect(migrate(client, { folder })).rejects.toThrow("failed and was undone");
  expect((await client.query("SELECT to_regclass('bad') AS bad")).rows[0].bad).toBeNull();
});

it("lets two starts migrate at once: one applies, the other waits", async () => {
  write("99990101000000_more", "CREATE TABLE more (id int)");
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  const both = await Promise.all([migrate(client, { folder }), migrate(other, { folder })]);
  await other.end();
  expect(both.flat()).toEqual(["99990101000000_more"]);
});
