import "server-only";
import type pg from "pg";
import { CHANGES_CHANNEL } from "./changes";
import { keepConnection } from "./kept-connection";

const POLL_MS = 1_000;
/** A poll or heartbeat that takes longer is a dead connection. */
const ANSWER_MS = 700;
const READ_MS = 2_000;
/** A heartbeat without an answer for this long: notifications may be getting lost. */
const DOUBTFUL_MS = 250;

export type ChangeFeed = {
  /** Milliseconds since the database last confirmed what version is current; Infinity before the first time. */
  ageMs(): number;
  /** Whether notifications can arrive just now. */
  isListening(): boolean;
  /** Asks the database now. Returns its version; throws when it does not answer. */
  ask(): Promise<number>;
  /** A read of one's own on the poll's connection: never behind other work of this process. */
  read<T extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
};

/**
 * Hears of every version: by NOTIFY at once, and by asking every second on a connection of its own, so that a listener
 * that died silently costs a second and not an hour. `onVersion` may be called more than once with the same version.
 */
export function followChanges(onVersion: (version: number) => void): ChangeFeed {
  let confirmedAt = Number.NEGATIVE_INFINITY;
  let beatSentAt: number | null = null;
  let closed = false;
  const listener = keepConnection({
    name: "listener",
    onOpen: async (client) => {
      await client.query(`LISTEN ${CHANGES_CHANNEL}`);
      // what was notified while nobody listened
      void ask().catch(() => undefined);
    },
    onNotification: (payload) => onVersion(Number(payload)),
  });
  const poller = keepConnection({
    name: "poller",
    // the connection is in use from the next turn on
    onOpen: async () => void setImmediate(() => void ask().catch(() => undefined)),
  });

  async function ask(): Promise<number> {
    const [row] = await poller.query<{ version: string }>(
      "SELECT version FROM change_version WHERE id = 1",
      [],
      ANSWER_MS,
    );
    if (!row) throw new Error("change_version has no row: the database is not migrated");
    confirmedAt = performance.now();
    const version = Number(row.version);
    onVersion(version);
    return version;
  }

  // a connection that died silently looks open; its heartbeat stays without an answer
  async function beat(): Promise<void> {
    if (!listener.isOpen() || beatSentAt !== null) return;
    beatSentAt = performance.now();
    await listener.query("SELECT 1", [], ANSWER_MS).catch(() => undefined);
    beatSentAt = null;
  }

  const timer = setInterval(() => {
    if (closed) return;
    void ask().catch(() => undefined);
    void beat();
  }, POLL_MS);
  timer.unref();

  return {
    ageMs: () => performance.now() - confirmedAt,
    isListening: () =>
      listener.isOpen() && (beatSentAt === null || performance.now() - beatSentAt < DOUBTFUL_MS),
    ask,
    read: (sql, values) => poller.query(sql, values, READ_MS),
    async close() {
      closed = true;
      clearInterval(timer);
      await Promise.all([listener.close(), poller.close()]);
    },
  };
}
