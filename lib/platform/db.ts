import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { readEnv } from "./env";
import { log } from "./log";
import { type Prisma, PrismaClient } from "./prisma-client/client";

/** The transaction that a store, recordAudit and bumpVersion share. */
export type Tx = Prisma.TransactionClient;

type Connections = { url: string; pool: pg.Pool; prisma: PrismaClient };

// Next reloads modules in development; the connections outlive that.
const held = globalThis as unknown as { sluiceConnections?: Connections };

/** Nothing that somebody waits for takes longer; long work sets its own. */
const STATEMENT_MS = 30_000;
/** A process that stalls in the middle of a transaction gives its locks back, the pause's among them. */
const IDLE_MS = 30_000;

// counts (bigint) stay exact as strings in raw queries; callers convert where they know the range
function connect(url: string, max: number): Connections {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: 30_000,
    application_name: "sluice",
    // not as parameters of the start, which poolers refuse
    onConnect: async (client) =>
      void (await client.query(
        `SET statement_timeout = ${STATEMENT_MS}; SET idle_in_transaction_session_timeout = ${IDLE_MS}`,
      )),
  });
  pool.on("error", (error) => log.warn({ error: error.message }, "an idle database connection was lost"));
  return { url, pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool as never) }) };
}

function connections(): Connections {
  if (!held.sluiceConnections) {
    const { DATABASE_URL, DATABASE_POOL_MAX } = readEnv("DATABASE_URL", "DATABASE_POOL_MAX");
    held.sluiceConnections = connect(DATABASE_URL, DATABASE_POOL_MAX);
  }
  return held.sluiceConnections;
}

/** Prisma, for everything but the hot paths. */
export function db(): PrismaClient {
  return connections().prisma;
}

/** node-postgres, for the hot paths' own SQL (`*-sql.ts`). */
export function pool(): pg.Pool {
  return connections().pool;
}

/** The address, for a connection of one's own (LISTEN, the issuing lane). */
export function databaseUrl(): string {
  return connections().url;
}

/** Points this process at another database; for tests and commands. Closes what was open. */
export async function useDatabase(url: string, max = 10): Promise<void> {
  await closeDatabase();
  held.sluiceConnections = connect(url, max);
}

export async function closeDatabase(): Promise<void> {
  const open = held.sluiceConnections;
  if (!open) return;
  held.sluiceConnections = undefined;
  await open.prisma.$disconnect();
  if (!open.pool.ended) await open.pool.end();
}
