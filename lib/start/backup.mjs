// A backup without pg_dump: every table as COPY text in one gzip file, read in one snapshot. Restoring needs the same
// migrations and an empty database.

import { once } from "node:events";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip, createGzip } from "node:zlib";
import pg from "pg";
import { readMigrations } from "../../prisma/embedded/migrate.mjs";
import { StartError } from "./environment.mjs";
import { say } from "./say.mjs";

const ROWS = 1_000;
const kept = new Set(["_prisma_migrations"]);

async function tablesOf(client) {
  const { rows } = await client.query(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
  );
  return rows.map((row) => row.tablename).filter((name) => !kept.has(name));
}

async function withClient(url, use) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Writes all tables to FILE (gzip of JSON lines), from one consistent snapshot. Never overwrites. */
export async function backup(url, file) {
  if (existsSync(file)) throw new StartError(`${file} exists already: name another file.`);
  const total = await withClient(url, async (client) => {
    const gzip = createGzip();
    const out = createWriteStream(file, { mode: 0o600 });
    gzip.pipe(out);
    const write = async (value) => {
      if (!gzip.write(`${JSON.stringify(value)}\n`)) await once(gzip, "drain");
    };
    let rowsWritten = 0;
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    await write({ sluice: 1, migrations: readMigrations().map(({ name }) => name) });
    for (const table of await tablesOf(client)) {
      await client.query(
        `DECLARE rows NO SCROLL CURSOR FOR SELECT to_jsonb(t)::text AS row FROM ${pg.escapeIdentifier(table)} t`,
      );
      for (;;) {
        const { rows } = await client.query(`FETCH ${ROWS} FROM rows`);
        for (const { row } of rows) await write({ table, row });
        rowsWritten += rows.length;
        if (rows.length < ROWS) break;
      }
      await client.query("CLOSE rows");
    }
    await client.query("COMMIT");
    gzip.end();
    await once(out, "close");
    return rowsWritten;
  });
  say(`${total} rows written to ${file}.`);
}

async function insert(client, table, rows) {
  const name = pg.escapeIdentifier(table);
  await client.query(`INSERT INTO ${name} SELECT * FROM jsonb_populate_recordset(NULL::${name}, $1::jsonb)`, [
    `[${rows.join(",")}]`,
  ]);
}

// counters of identity columns go on behind the highest number restored
async function moveSequences(client) {
  const { rows } = await client.query(`
    SELECT pg_get_serial_sequence(format('%I', table_name), column_name) AS sequence, table_name, column_name
    FROM information_schema.columns WHERE table_schema = 'public' AND pg_get_serial_sequence(format('%I', table_name), column_name) IS NOT NULL`);
  for (const { sequence, table_name, column_name } of rows) {
    await client.query(
      `SELECT setval('${sequence}', coalesce((SELECT max(${pg.escapeIdentifier(column_name)}) FROM ${pg.escapeIdentifier(table_name)}), 0) + 1, false)`,
    );
  }
}

/** Puts FILE into an empty, migrated database, all or nothing. */
export async function restore(url, file) {
  if (!existsSync(file)) throw new StartError(`${file} does not exist.`);
  const total = await withClient(url, async (client) => {
    const { rows } = await client.query("SELECT EXISTS (SELECT 1 FROM person) AS used");
    if (rows[0].used)
      throw new StartError("The database is not empty. Stop Sluice, run npm run db -- reset, then restore.");
    await client.query("BEGIN");
    await client.query("SET LOCAL session_replication_role = replica");
    for (const table of await tablesOf(client))
      await client.query(`TRUNCATE ${pg.escapeIdentifier(table)} CASCADE`);
    let table;
    let batch = [];
    let count = 0;
    const flush = async () => {
      if (batch.length) await insert(client, table, batch);
      count += batch.length;
      batch = [];
    };
    for await (const line of createInterface({
      input: createReadStream(file).pipe(createGunzip()),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      const entry = JSON.parse(line);
      if (entry.sluice) {
        const ours = readMigrations().map(({ name }) => name);
        if (entry.migrations.join() !== ours.join())
          throw new StartError("The backup is of another version of Sluice: restore it with that version.");
        continue;
      }
      if (entry.table !== table || batch.length >= ROWS) await flush();
      table = entry.table;
      batch.push(entry.row);
    }
    await flush();
    await moveSequences(client);
    await client.query("COMMIT");
    return count;
  });
  say(`${total} rows restored from ${file}.`);
}
