import "server-only";
import { onConnection } from "../../platform/db";

/** Of one call: some tens of milliseconds, and no caller waits for it. */
const A_CALL = 20_000;
/** A worker goes on with its other work after so many calls. */
const MOST_CALLS = 20;
/** Once a day everything is counted: seconds over a million coupons. */
const ANEW_MS = 600_000;

/** What coupons share, for the clusters: counts on to half a minute ago. Any number of workers may ask; one does it. */
export async function countSharedCoupons(): Promise<void> {
  return onConnection(async (client) => {
    for (let call = 0; call < MOST_CALLS; call += 1) {
      await client.query(`BEGIN; SET LOCAL statement_timeout = ${ANEW_MS}`);
      const { rows } = await client.query<{ looked: number }>("SELECT count_shared_coupons($1) AS looked", [
        A_CALL,
      ]);
      await client.query("COMMIT");
      if ((rows[0]?.looked ?? 0) < A_CALL) return;
    }
  });
}
