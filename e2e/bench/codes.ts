import { randomUUID } from "node:crypto";
import pg from "pg";
import { couponJobs, exportCoupons, makeCodes } from "@/lib/coupons/server";
import { closeDatabase, useDatabase } from "@/lib/platform/db";
import { workJobs } from "@/lib/platform/jobs";
import { draftCampaign, growth, unwrap } from "../fixtures/coupons";
import type { Bench } from "./bench";

const CODES = 1_000_000;
const MOST_SECONDS = 60;
const ONE_BY_ONE_SECONDS = 4;
const MEBIBYTE = 1024 * 1024;
/** A million codes held in memory at once take several times as much. */
const MOST_GROWTH_MIB = 32;

/** What is in use after a collection: what waits to be collected grows with the machine, and says nothing. */
function heldBytes(): number {
  if (!globalThis.gc) throw new Error("Run it by npm run bench: memory is measured with --expose-gc.");
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A statement a code, sixteen at a time: how codes are made where nobody thought of batches. */
async function oneByOne(pool: pg.Pool, campaignId: string): Promise<number> {
  const until = performance.now() + ONE_BY_ONE_SECONDS * 1_000;
  let made = 0;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (performance.now() < until) {
        await pool.query({
          name: "one_code",
          text: "INSERT INTO coupon (id, campaign_id, code, status) VALUES ($1, $2, $3, 'revoked')",
          values: [randomUUID(), campaignId, `Z${randomUUID().toUpperCase()}`],
        });
        made += 1;
      }
    }),
  );
  return made / ONE_BY_ONE_SECONDS;
}

/** A million codes made by the job as the worker does it, the memory that it takes, and all of them streamed back. */
export const codes: Bench = async ({ url, say }) => {
  await useDatabase(url);
  const pool = new pg.Pool({ connectionString: url, max: 16 });
  try {
    const [first, key] = [await draftCampaign(), await draftCampaign({ codePrefix: "BENCH" })];
    const { rows } = await pool.query<{ id: string }>("SELECT id FROM campaign WHERE key = $1", [first]);
    const yardstick = await oneByOne(pool, rows[0]?.id ?? "");
    say(`one by one: ${Math.round(yardstick)} codes a second`);

    const { id } = unwrap(await makeCodes(growth, key, { count: CODES }));
    const done = async () =>
      (await pool.query<{ done: string; status: string }>("SELECT done, status FROM job WHERE id = $1", [id]))
        .rows[0];
    const before = heldBytes();
    let most = before;
    const begun = performance.now();
    while ((await done())?.status !== "done") {
      await workJobs(couponJobs, 5_000);
      most = Math.max(most, heldBytes());
      say(`${Number((await done())?.done).toLocaleString("en")} codes`);
    }
    const seconds = (performance.now() - begun) / 1_000;
    const grown = (most - before) / MEBIBYTE;
    say(`${CODES.toLocaleString("en")} codes in ${seconds.toFixed(1)} s; held ${grown.toFixed(1)} MiB more`);

    const reading = performance.now();
    let lines = -1;
    for await (const part of unwrap(await exportCoupons(growth, key)).body) {
      for (const byte of part) if (byte === 10) lines += 1;
    }
    const readSeconds = (performance.now() - reading) / 1_000;
    say(`${lines.toLocaleString("en")} streamed back in ${readSeconds.toFixed(1)} s`);
    const perSecond = CODES / seconds;
    return [
      {
        name: "codes: a million made by the job",
        value: perSecond,
        unit: "codes/s",
        yardstick: "one statement a code, 16 connections",
        yardstickValue: yardstick,
        ratio: perSecond / yardstick,
        must: `a million in ${MOST_SECONDS} s`,
        ok: seconds < MOST_SECONDS,
      },
      {
        name: "codes: memory held while a million are made",
        value: grown,
        unit: "MiB",
        yardstick: "allowed",
        yardstickValue: MOST_GROWTH_MIB,
        ratio: grown / MOST_GROWTH_MIB,
        must: `at most ${MOST_GROWTH_MIB} MiB more than before`,
        ok: grown <= MOST_GROWTH_MIB,
      },
      {
        name: "codes: exported",
        value: CODES / readSeconds,
        unit: "codes/s",
        yardstick: "a million",
        yardstickValue: CODES,
        ratio: lines / CODES,
        must: "every code once",
        ok: lines === CODES,
      },
    ];
  } finally {
    await pool.end();
    await closeDatabase();
  }
};
