// Applies prisma/migrations in order, each in a transaction, under an advisory lock, and records them in
// _prisma_migrations as Prisma itself does (same columns, SHA-256 of the file), so that `prisma migrate deploy`
// agrees elsewhere. Refuses a changed, missing or half-applied migration with a sentence.
import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const migrationsFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), "../migrations");
const MIGRATION_LOCK = 72707369; // the number that Prisma's own engine takes

export class MigrationError extends Error {}

/** Name, SQL and checksum of every migration, in the order of their names. */
export function readMigrations(folder = migrationsFolder) {
  return readdirSync(folder)
    .filter((name) => statSync(path.join(folder, name)).isDirectory())
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

const table = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

function refuse(applied, migrations) {
  const half = applied.find((row) => !row.finished_at && !row.rolled_back_at);
  if (half) {
    throw new MigrationError(
      `The migration ${half.migration_name} was begun and never finished. Mend the database by hand, then mark it with: prisma migrate resolve.`,
    );
  }
  for (const row of applied.filter((one) => !one.rolled_back_at)) {
    const ours = migrations.find((one) => one.name === row.migration_name);
    if (!ours) {
      throw new MigrationError(
        `The database has the migration ${row.migration_name}, which this version of Sluice does not know. Start the newer version, or restore a backup.`,
      );
    }
    if (ours.checksum !== row.checksum) {
      throw new MigrationError(
        `The migration ${row.migration_name} was changed after it was applied. Restore its file; write a new migration for the change.`,
      );
    }
  }
}

/**
 * Brings the database behind `client` (a connected pg.Client) up to date. Returns the names applied now.
 * Throws MigrationError with a sentence; a failing migration leaves nothing behind.
 */
export async function migrate(client, { folder = migrationsFolder, onApply = () => {} } = {}) {
  const migrations = readMigrations(folder);
  await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
  try {
    await client.query(table);
    const { rows: applied } = await client.query("SELECT * FROM _prisma_migrations ORDER BY started_at");
    refuse(applied, migrations);
    const done = new Set(applied.filter((row) => !row.rolled_back_at).map((row) => row.migration_name));
    const applying = migrations.filter(({ name }) => !done.has(name));
    for (const { name, sql, checksum } of applying) {
      onApply(name);
      await client.query("BEGIN");
      try {
        await client.query(sql);
        await client.query(
          `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
           VALUES ($1, $2, now(), $3, now(), 1)`,
          [randomUUID(), checksum, name],
        );
        await client.query("COMMIT");
      } catch (error) {
        await client.query("ROLLBACK");
        throw new MigrationError(`The migration ${name} failed and was undone: ${error.message}`);
      }
    }
    return applying.map(({ name }) => name);
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [MIGRATION_LOCK]);
  }
}
