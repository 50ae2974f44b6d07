import "server-only";
import type pg from "pg";
import { pool } from "../../platform/db";
import { log } from "../../platform/log";
import * as sql from "./usage-span-sql";

/** What one report may hold of users for spans that it makes: 48 MB. What does not fit is made by a later one. */
const MOST_CHUNKS = 49_152;

type Making = sql.Stretch & { goesOnFrom: number | null; users: Map<number, Uint8Array> };

/** Collects the users of spans that a report had to read the long way, so that the next one need not. */
export class SpanMaker {
  private readonly byDimension = new Map<number, { spans: Making[]; next: number }>();

  private constructor(
    private readonly spans: Making[],
    private readonly beginning: number,
  ) {
    for (const span of spans) {
      const own = this.byDimension.get(span.dimensionId);
      if (own) own.spans.push(span);
      else this.byDimension.set(span.dimensionId, { spans: [span], next: 0 });
    }
  }

  /** Beginnings first, then the latest pieces, as far as there is room. */
  static async begin(
    client: pg.PoolClient,
    beginning: number,
    beginnings: { dimensionId: number; goesOnFrom: number | null }[],
    missing: sql.Stretch[],
  ): Promise<SpanMaker> {
    if (beginnings.length === 0 && missing.length === 0) return new SpanMaker([], beginning);
    const { rows } = await client.query<{ most: number | null }>("SELECT max(id) AS most FROM usage_subject");
    const chunksEach = Math.floor((rows[0]?.most ?? 0) / sql.CHUNK_USERS) + 1;
    const latestFirst = [...missing].sort((a, b) => b.to - a.to);
    const spans = [
      ...beginnings.map(({ dimensionId, goesOnFrom }) => ({
        dimensionId,
        from: 0,
        to: beginning,
        goesOnFrom,
      })),
      ...latestFirst.map(({ dimensionId, from, to }) => ({ dimensionId, from, to, goesOnFrom: null })),
    ].slice(0, Math.floor(MOST_CHUNKS / chunksEach));
    const making = spans.map((span): Making => ({ ...span, users: new Map() }));
    return new SpanMaker(
      making.sort((a, b) => a.from - b.from),
      beginning,
    );
  }

  /** Where the users of a dimension at an instant belong; null when no span of it is made. Instants never go back. */
  keeperOf(dimensionId: number, at: number): ((subject: number) => void) | null {
    const own = this.byDimension.get(dimensionId);
    if (!own) return null;
    while (own.next < own.spans.length && at >= (own.spans[own.next]?.to ?? 0)) own.next += 1;
    const span = own.spans[own.next];
    if (!span || at < span.from) return null;
    return (subject) => {
      const chunk = Math.floor(subject / sql.CHUNK_USERS);
      let bits = span.users.get(chunk);
      if (!bits) {
        bits = new Uint8Array(sql.CHUNK_USERS / 8);
        span.users.set(chunk, bits);
      }
      const place = subject % sql.CHUNK_USERS;
      bits[place >> 3] = (bits[place >> 3] ?? 0) | (0x80 >> (place & 7));
    };
  }

  /** The spans with their sums and the versions that they were made at, of the same snapshot. */
  async end(client: pg.PoolClient): Promise<sql.NewSpan[]> {
    const summed = await sql.sumStretches(client, this.spans);
    return summed.flatMap((row): sql.NewSpan[] => {
      const span = this.spans[row.nth];
      if (!span) return [];
      const isBeginning = span.from === 0 && span.to === this.beginning;
      return [{ ...span, lateVersion: row.late_version, sums: isBeginning ? null : row }];
    });
  }
}

/** Keeps what a report made. A report is none the worse when this fails, so it is only told. */
export async function keepSpans(spans: sql.NewSpan[]): Promise<void> {
  if (spans.length === 0) return;
  let client: pg.PoolClient | undefined;
  let broken: Error | undefined;
  try {
    client = await pool().connect();
    await client.query("BEGIN; SET LOCAL statement_timeout = '20s'");
    await sql.insertSpans(client, spans);
    await client.query("COMMIT");
  } catch (error) {
    log.warn({ error }, "spans of usage were not kept; the next report makes them again");
    await client?.query("ROLLBACK").catch((lost) => {
      broken = lost;
    });
  } finally {
    client?.release(broken);
  }
}
