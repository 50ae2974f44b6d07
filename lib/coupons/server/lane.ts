import "server-only";
import pg from "pg";
import { ok, type Result } from "../../kernel/result";
import { databaseUrl } from "../../platform/db";
import { log } from "../../platform/log";
import { crowded, unavailable } from "../refusal";

/** The server gives a call up before the caller would. */
const STATEMENT_MS = 1_900;
const ANSWER_MS = 2_000;
const CONNECT_MS = 1_000;
/** After a failed attempt to connect, callers are refused at once for this long. */
const REST_MS = 100;
/** A coupon that another transaction holds is asked for again after this, ANSWER_MS at most. */
const BUSY_MS = 15;
const MOST_ATTEMPTS = 4;

/** Structurally entry's claim: the command keeps the answer itself, in the transaction of the coupon. */
export type IdempotencyClaim = { scope: string; key: string; requestHash: string };

/** What the database says to one caller: a refusal's code, or the answer. */
export type Told = { refusal: string | null; at: Date | null; replayed: boolean; answer: unknown };
type Row = {
  n: number;
  refusal: string | null;
  refusal_at?: Date | null;
  replayed: boolean;
  answer: unknown;
};

export type Lane<Q> = {
  ask: (question: Q) => Promise<Result<Told>>;
  /** Lets the call under way finish, then closes the connection. Asking again opens a new one. */
  close: () => Promise<void>;
};

type LaneOptions<Q> = {
  /** Of the prepared statement; also tells the connection apart in pg_stat_activity. */
  name: string;
  /** One call of one function that answers a row for each caller, numbered by `n` from 1. */
  text: string;
  /** Its parameters: an array each, an entry for each caller. Asked anew for each attempt. */
  values: (questions: Q[]) => unknown[];
  /** The most callers of one call: a pause waits for the call under way, so it stays short. */
  mostAtOnce: number;
  /** Another database than the process's own; for tests and benchmarks. */
  url?: string;
};

type Waiting<Q> = {
  question: Q;
  since: number;
  resolve: (told: Result<Told>) => void;
  reject: (error: unknown) => void;
};
type Connection = { client: pg.Client; url: string };

class Outage extends Error {}

// connection exceptions, the server's own shutdown and limits, a standby, statement and lock timeouts
const outages = /^(08|53|57|25006|55P03)/;
// nothing was committed: a code that exists already, a deadlock, a serialization failure
const passing = /^(23505|40P01|40001)$/;

function isOutage(error: unknown): boolean {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  return (
    error instanceof Outage ||
    outages.test(code) ||
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)/.test(code) ||
    /Connection terminated|connection error|Client was closed/i.test(message)
  );
}

/**
 * Group commit over one connection of its own: while a call is under way the next callers gather, then go together in
 * one call, which is one transaction. No timer and no pool; stack.md has what was measured. Each caller gets its own
 * answer; a caller that breaks the call is found by halving and breaks alone. Without the database every caller is
 * refused with `unavailable` within ANSWER_MS.
 */
export function createLane<Q extends { claim: IdempotencyClaim | null }>(options: LaneOptions<Q>): Lane<Q> {
  const waiting: Waiting<Q>[] = [];
  const underWay = new Map<string, { requestHash: string; told: Promise<Result<Told>> }>();
  let connection: Connection | null = null;
  let connecting: Promise<pg.Client> | null = null;
  let restUntil = 0;
  let draining: Promise<void> | null = null;

  function drop(): void {
    const client = connection?.client;
    connection = null;
    client?.end().catch(() => undefined);
  }

  async function connect(url: string): Promise<pg.Client> {
    if (performance.now() < restUntil) throw new Outage("the database was not reachable a moment ago");
    const client = new pg.Client({
      connectionString: url,
      application_name: `sluice ${options.name}`,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
    });
    const forget = () => {
      if (connection?.client === client) connection = null;
    };
    client.on("end", forget);
    client.on("error", (error) => {
      log.warn({ lane: options.name, error: error.message }, "a lane lost its connection");
      forget();
    });
    try {
      await client.connect();
      await client.query(`SET statement_timeout = ${STATEMENT_MS}`);
    } catch (error) {
      restUntil = performance.now() + REST_MS;
      client.end().catch(() => undefined);
      throw new Outage((error as Error).message);
    }
    connection = { client, url };
    return client;
  }

  function connected(): Promise<pg.Client> | pg.Client {
    const url = options.url ?? databaseUrl();
    if (connection && connection.url !== url) drop();
    if (connection) return connection.client;
    connecting ??= connect(url).finally(() => {
      connecting = null;
    });
    return connecting;
  }

  async function call(questions: Q[]): Promise<Row[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Outage("the database did not answer in time")), ANSWER_MS);
    });
    const { name, text } = options;
    try {
      const client = await Promise.race([connected(), late]);
      const answered = client.query<Row>({ name, text, values: options.values(questions) });
      return (await Promise.race([answered, late])).rows;
    } finally {
      clearTimeout(timer);
    }
  }

  function giveUp(callers: Waiting<Q>[]): void {
    for (const caller of callers) caller.resolve(unavailable());
  }

  function askAgain(caller: Waiting<Q>): void {
    if (performance.now() - caller.since > ANSWER_MS) giveUp([caller]);
    else setTimeout(() => enqueue(caller), BUSY_MS);
  }

  async function send(batch: Waiting<Q>[], attempt = 1): Promise<void> {
    try {
      const rows = await call(batch.map(({ question }) => question));
      const byPlace = new Map(rows.map((row) => [row.n, row]));
      for (const [index, caller] of batch.entries()) {
        const row = byPlace.get(index + 1);
        if (!row) caller.reject(new Error(`${options.name} gave no answer to caller ${index + 1}`));
        else if (row.refusal === "busy") askAgain(caller);
        else {
          const { refusal, refusal_at: at = null, replayed, answer } = row;
          caller.resolve(ok({ refusal, at, replayed, answer }));
        }
      }
    } catch (error) {
      if (isOutage(error)) {
        log.warn({ lane: options.name, error: (error as Error).message }, "a lane's call failed");
        drop();
        giveUp([...batch, ...waiting.splice(0)]);
      } else if (passing.test((error as { code?: string }).code ?? "") && attempt < MOST_ATTEMPTS) {
        await send(batch, attempt + 1);
      } else if (batch.length === 1) {
        if (passing.test((error as { code?: string }).code ?? "")) batch[0]?.resolve(crowded());
        else batch[0]?.reject(error);
      } else {
        const half = batch.length >> 1;
        await send(batch.slice(0, half));
        await send(batch.slice(half));
      }
    }
  }

  async function drain(): Promise<void> {
    // callers of the same turn of the event loop go together
    await new Promise(setImmediate);
    while (waiting.length > 0) await send(waiting.splice(0, options.mostAtOnce));
    draining = null;
  }

  function enqueue(caller: Waiting<Q>): void {
    waiting.push(caller);
    draining ??= drain();
  }

  function askOnce(question: Q): Promise<Result<Told>> {
    return new Promise((resolve, reject) => {
      enqueue({ question, since: performance.now(), resolve, reject });
    });
  }

  /** Twins in this process: one asks, the others get its answer, so no two of a call share a key. */
  async function ask(question: Q): Promise<Result<Told>> {
    const { claim } = question;
    if (!claim) return askOnce(question);
    const id = `${claim.scope} ${claim.key}`;
    for (let first = underWay.get(id); first; first = underWay.get(id)) {
      const told = await first.told;
      const same = first.requestHash === claim.requestHash;
      if (!told.ok) return told;
      if (told.value.refusal !== null) {
        // a refusal is not kept: another body has a turn of its own
        if (same) return told;
      } else {
        return ok(same ? { ...told.value, replayed: true } : reused);
      }
    }
    const told = askOnce(question).finally(() => underWay.delete(id));
    underWay.set(id, { requestHash: claim.requestHash, told });
    return told;
  }

  async function close(): Promise<void> {
    await draining;
    const client = connection?.client;
    connection = null;
    await client?.end().catch(() => undefined);
  }

  return { ask, close };
}

const reused: Told = { refusal: "idempotency_key_reused", at: null, replayed: false, answer: null };
