import "server-only";
import { pool } from "../../platform/db";

export type TrueUp = {
  campaignId: string;
  termsVersion: number;
  at: Date;
  counted: bigint;
  expectedMicros: bigint;
  rate: bigint | null;
  meteredMicros: bigint;
  remainingMicros: bigint;
  unpriced: number;
};

const MOST = 2n ** 63n - 1n;
const held = (micros: bigint) => String(micros > MOST ? MOST : micros);

/** One call; false when somebody read later, or the terms changed meanwhile. Flags follow where room was found or lost. */
export async function saveTrueUp(one: TrueUp): Promise<boolean> {
  const { rows } = await pool().query<{ written: boolean }>(
    "SELECT true_up_campaign($1, $2, $3, $4, $5, $6, $7, $8, $9) AS written",
    [
      one.campaignId,
      one.termsVersion,
      one.at,
      String(one.counted),
      String(one.expectedMicros),
      one.rate === null ? null : String(one.rate),
      held(one.meteredMicros),
      held(one.remainingMicros),
      one.unpriced,
    ],
  );
  return rows[0]?.written === true;
}
