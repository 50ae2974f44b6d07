import "server-only";
import { pool } from "../../platform/db";

/** Of one call: a pause waits for it. */
const MOST_AT_ONCE = 500;
const MOST_CALLS = 40;

/**
 * Marks coupons whose time is over, by the database's clock, and frees the discounts that they held; flag readers are
 * told when that gives a campaign room again. At most 20,000 in one go; any number of workers may call it at once.
 * Returns how many. Nothing waits for it: redeeming and issuing look at the clock themselves.
 */
export async function expireCoupons(): Promise<number> {
  let expired = 0;
  for (let call = 0; call < MOST_CALLS; call += 1) {
    const { rows } = await pool().query<{ swept: string }>("SELECT expire_coupons($1) AS swept", [
      MOST_AT_ONCE,
    ]);
    const swept = Number(rows[0]?.swept ?? 0);
    expired += swept;
    if (swept < MOST_AT_ONCE) break;
  }
  return expired;
}

/** Marks holds whose time is over as free again. Returns how many. Nothing waits for it: who asks looks at the clock. */
export async function freeHeldCoupons(): Promise<number> {
  const { rows } = await pool().query<{ freed: string }>("SELECT free_held_coupons($1) AS freed", [
    MOST_AT_ONCE,
  ]);
  return Number(rows[0]?.freed ?? 0);
}
