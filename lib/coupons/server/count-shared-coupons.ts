import "server-only";
import { pool } from "../../platform/db";

/** Of one call: some tens of milliseconds, and no caller waits for it. */
const A_CALL = 20_000;
/** A worker goes on with its other work after so many calls. */
const MOST_CALLS = 20;
/** Everything at once, over some millions of coupons. */
const ANEW_MS = 600_000;

async function callOnce(anew: boolean): Promise<number> {
  const client = await pool().connect();
  try {
    await client.query(`BEGIN; SET LOCAL statement_timeout = ${anew ? ANEW_MS : 30_000}`);
    const { rows } = await client.query<{ looked: number }>("SELECT count_shared_coupons($1, $2) AS looked", [
      A_CALL,
      anew,
    ]);
    await client.query("COMMIT");
    return rows[0]?.looked ?? 0;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** What coupons share, for the clusters: all of it when a worker begins, then what was issued since. */
export class SharedCoupons {
  private begun = false;

  async countOn(): Promise<void> {
    if (!this.begun) await callOnce(true);
    this.begun = true;
    for (let call = 0; call < MOST_CALLS; call += 1) if ((await callOnce(false)) < A_CALL) return;
  }
}
