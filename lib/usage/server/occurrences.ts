import "server-only";
import { hash } from "node:crypto";
import pg from "pg";
import { databaseUrl } from "../../platform/db";
import { BloomFilter, OccurrenceTable } from "../occurrence-table";
import { numberArray } from "./sql-array";

export type Hash = { low: number; high: number };

/** 64 bits of SHA-256. Should two texts ever share them, the second gets another occurrence number, and nothing is lost. */
export function hashText(text: string): Hash & { hex: string } {
  const hex = hash("sha256", text, "hex");
  return { hex, low: Number.parseInt(hex.slice(0, 8), 16), high: Number.parseInt(hex.slice(8, 16), 16) };
}

/** 64 bits quickly, for counting who is distinct: two runs of MurmurHash's mixing with different seeds. */
export function quickHash(text: string): Hash {
  let low = 0x9747b28c;
  let high = 0x3c6ef372;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0xcc9e2d51);
    low = (low << 13) | (low >>> 19);
    high = Math.imul(high ^ code, 0x1b873593);
    high = (high << 15) | (high >>> 17);
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ text.length;
  high = Math.imul(high ^ (high >>> 13), 0xc2b2ae35) ^ low;
  return { low: (low ^ (low >>> 16)) >>> 0, high: (high ^ (high >>> 16)) >>> 0 };
}

const asNumber = ({ low, high }: Hash) => BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));

/**
 * Counts occurrences exactly, in constant memory whatever the size of the file: a table of fixed size holds the counts;
 * when it is full it goes into a temporary table of Postgres and begins anew, and a filter of fixed size says which
 * hashes need not be looked up there. A file below some millions of distinct rows never leaves memory.
 */
export class Occurrences {
  private readonly table: OccurrenceTable;
  private readonly filterBits: number;
  private filter: BloomFilter | null = null;
  private client: pg.Client | null = null;

  constructor({ tableBits = 22, filterBits = 28 }: { tableBits?: number; filterBits?: number } = {}) {
    this.table = new OccurrenceTable(tableBits);
    this.filterBits = filterBits;
  }

  /** Which occurrence each is, from 1 on. Far fewer at once than the table has room for. */
  async count(hashes: Hash[]): Promise<number[]> {
    if (this.table.room < hashes.length) await this.putAway();
    await this.bringBack(hashes);
    return hashes.map(({ low, high }) => {
      const nth = this.table.get(low, high) + 1;
      this.table.set(low, high, nth);
      return nth;
    });
  }

  async close(): Promise<void> {
    await this.client?.end();
    this.client = null;
  }

  private async connected(): Promise<pg.Client> {
    if (!this.client) {
      this.client = new pg.Client({ connectionString: databaseUrl(), application_name: "sluice import" });
      await this.client.connect();
      await this.client.query(
        "CREATE TEMPORARY TABLE occurrence (hash bigint PRIMARY KEY, met int NOT NULL)",
      );
    }
    return this.client;
  }

  private async putAway(): Promise<void> {
    const client = await this.connected();
    this.filter ??= new BloomFilter(this.filterBits);
    let hashes: bigint[] = [];
    let counts: number[] = [];
    const flush = async () => {
      await client.query(
        `INSERT INTO occurrence SELECT hash, met FROM unnest($1::bigint[], $2::int[]) AS given (hash, met)
         ON CONFLICT (hash) DO UPDATE SET met = EXCLUDED.met`,
        [numberArray(hashes), numberArray(counts)],
      );
      hashes = [];
      counts = [];
    };
    for (const { low, high, count } of this.table.entries()) {
      this.filter.add(low, high);
      hashes.push(asNumber({ low, high }));
      counts.push(count);
      if (hashes.length >= 20_000) await flush();
    }
    if (hashes.length > 0) await flush();
    this.table.clear();
  }

  /** Counts that were put away come back into the table, which holds the whole count from then on. */
  private async bringBack(hashes: Hash[]): Promise<void> {
    const { filter, client } = this;
    if (!filter || !client) return;
    const wanted = hashes.filter(
      ({ low, high }) => this.table.get(low, high) === 0 && filter.mayHave(low, high),
    );
    if (wanted.length === 0) return;
    const { rows } = await client.query<{ hash: string; met: number }>(
      "SELECT hash, met FROM occurrence WHERE hash = ANY ($1::bigint[])",
      [numberArray(wanted.map(asNumber))],
    );
    for (const { hash: text, met } of rows) {
      const bits = BigInt.asUintN(64, BigInt(text));
      this.table.set(Number(bits & 0xffffffffn), Number(bits >> 32n), met);
    }
  }
}
