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
function connect(url: string, max: number, patienceMs = 2_000): Connections {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: patienceMs,
    idleTimeoutMillis: 30_000,
    application_name: "sluice",
    // not as parameters of the start, which poolers refuse
    onConnect: async (client) =>
      void (await client.query(
        `SET statement_timeout = ${STATEMENT_MS}; SET idle_in_transaction_session_timeout = ${IDLE_MS}`,
      )),
  });
  pool.on("error", (error) => log.warn({ error: error.message }, "an idle database connection was lost"));
  // the pool listens only while it holds one: lost in between, whoever works on it hears of it at the next query, and
  // an error that nobody listens to would end the process
  pool.on("connect", (client) => {
    client.on("error", (error) => log.warn({ error: error.message }, "a database connection was lost"));
  });
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

// the switch never queues behind other work of its process
const SWITCH_CONNECTIONS = 3;
/** As long as a change of the switch waits for its turn (lib/switch/server/change-switch.ts): the clicks queue here. */
const SWITCH_PATIENCE_MS = 30_000;
const heldSwitch = globalThis as unknown as { sluiceSwitchConnections?: Connections };

/** Prisma on a few connections of their own, for the switch alone: a pause waits for nothing but the database. */
export function switchDb(): PrismaClient {
  const url = databaseUrl();
  if (heldSwitch.sluiceSwitchConnections?.url !== url) {
    void closeConnections(heldSwitch.sluiceSwitchConnections);
    heldSwitch.sluiceSwitchConnections = connect(url, SWITCH_CONNECTIONS, SWITCH_PATIENCE_MS);
  }
  return heldSwitch.sluiceSwitchConnections.prisma;
}

/** node-postgres, for the hot paths' own SQL (`*-sql.ts`). */
export function pool(): pg.Pool {
  return connections().pool;
}

/**
 * Work on a connection of its own, in the transaction that it begins and commits itself; rolled back when it throws. A
 * connection that cannot even be rolled back is thrown away.
 */
export async function onConnection<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    return await work(client);
  } catch (error) {
    await client.query("ROLLBACK").catch((lost) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
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

async function closeConnections(open: Connections | undefined): Promise<void> {
  if (!open) return;
  await open.prisma.$disconnect();
  if (!open.pool.ended) await open.pool.end();
}

export async function closeDatabase(): Promise<void> {
  const open = [held.sluiceConnections, heldSwitch.sluiceSwitchConnections];
  held.sluiceConnections = undefined;
  heldSwitch.sluiceSwitchConnections = undefined;
  await Promise.all(open.map(closeConnections));
}
