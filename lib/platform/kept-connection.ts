import "server-only";
import pg from "pg";
import { databaseUrl } from "./db";
import { log } from "./log";

const RETRY_MS = [50, 250, 1_000];
const CONNECT_MS = 2_000;

export type KeptConnection = {
  /** Rows, or a throw after `timeoutMs`; a connection that lets one wait longer is given up and made anew. */
  query<T extends pg.QueryResultRow>(sql: string, values?: unknown[], timeoutMs?: number): Promise<T[]>;
  isOpen(): boolean;
  close(): Promise<void>;
};

/**
 * One database connection outside the pool that is always being had: lost, it is made anew with short pauses. For
 * LISTEN, which no pool can carry, and for polls that must not queue behind other work.
 */
export function keepConnection({
  name,
  onOpen = async () => {},
  onNotification,
}: {
  name: string;
  onOpen?: (client: pg.Client) => Promise<void>;
  onNotification?: (payload: string) => void;
}): KeptConnection {
  let client: pg.Client | undefined;
  let failures = 0;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  // one question at a time: what pg queues by itself it will refuse from its next version on
  let asking: Promise<unknown> = Promise.resolve();

  function lose(which: pg.Client) {
    if (client === which) client = undefined;
    which.removeAllListeners("notification");
    // whoever waits behind a question that is never answered must not wait on the next connection
    asking = Promise.resolve();
    // a server that hangs would never answer a polite end
    (which as unknown as { connection?: { stream?: { destroy(): void } } }).connection?.stream?.destroy();
    if (closed || timer) return;
    const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    failures += 1;
    timer = setTimeout(open, wait);
    timer.unref();
  }

  async function open() {
    timer = undefined;
    if (closed) return;
    const next = new pg.Client({
      connectionString: databaseUrl(),
      connectionTimeoutMillis: CONNECT_MS,
      application_name: `sluice ${name}`,
      keepAlive: true,
    });
    next.on("error", (error) => {
      log.warn({ connection: name, error: error.message }, "a kept database connection was lost");
      lose(next);
    });
    next.on("end", () => lose(next));
    if (onNotification) next.on("notification", ({ payload }) => onNotification(payload ?? ""));
    try {
      await next.connect();
      await onOpen(next);
      client = next;
      failures = 0;
      if (closed) await next.end();
    } catch {
      lose(next);
    }
  }

  function inTurn<R>(ask: () => Promise<R>): Promise<R> {
    const answer = asking.then(ask);
    asking = answer.catch(() => undefined);
    return answer;
  }

  void open();
  return {
    async query<T extends pg.QueryResultRow>(sql: string, values: unknown[] = [], timeoutMs = 1_000) {
      const used = client;
      if (!used) throw new Error(`the ${name} connection is not open: Connection terminated`);
      let late: NodeJS.Timeout | undefined;
      try {
        return await Promise.race([
          inTurn(() => used.query<T>(sql, values)).then(({ rows }) => rows),
          new Promise<never>((_, reject) => {
            late = setTimeout(() => {
              lose(used);
              reject(new Error(`no answer on the ${name} connection within ${timeoutMs} ms`));
            }, timeoutMs);
          }),
        ]);
      } finally {
        clearTimeout(late);
      }
    },
    isOpen: () => client !== undefined,
    async close() {
      closed = true;
      clearTimeout(timer);
      const last = client;
      client = undefined;
      await last?.end().catch(() => undefined);
    },
  };
}
