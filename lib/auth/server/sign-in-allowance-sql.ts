import "server-only";
import { ok, type Result, refuse } from "../../kernel/result";
import { pool } from "../../platform/db";

/** A bucket of tries: `most` at once, one more every `everySeconds`. */
export type Allowance = { key: string; most: number; everySeconds: number };

// How the buckets of one sign-in add up, and what they cost an attacker: lib/decisions/0020
const PAIR = { most: 10, everySeconds: 20 };
const ACCOUNT = { most: 100, everySeconds: 30 };
const ADDRESS = { most: 100, everySeconds: 5 };

/** What a try to sign in as `account` costs. A device where that person has signed in before has a bucket of its own. */
export function allowancesOf(account: string, address: string, deviceId: string | null): Allowance[] {
  if (deviceId) return [{ key: `device ${deviceId} ${account}`, ...PAIR }];
  return [
    { key: `pair ${account} ${address}`, ...PAIR },
    { key: `account ${account}`, ...ACCOUNT },
    { key: `address ${address}`, ...ADDRESS },
  ];
}

/**
 * Takes one try from each bucket, or from none: `rate_limited` with the seconds to wait when one is empty. Taken before
 * the password is looked at, so that tries sent together count as well. In Postgres: every replica counts the same.
 */
export async function takeTry(allowances: readonly Allowance[]): Promise<Result<void>> {
  const { rows } = await pool().query<{ wait: number | null }>(
    "SELECT take_tries($1::text[], $2::float8[], $3::float8[]) AS wait",
    [
      allowances.map(({ key }) => key),
      allowances.map(({ everySeconds }) => everySeconds),
      allowances.map(({ most }) => most),
    ],
  );
  const wait = rows[0]?.wait ?? null;
  return wait === null ? ok(undefined) : tooMany(wait);
}

function tooMany(waitSeconds: number): Result<never> {
  const seconds = Math.max(1, Math.ceil(waitSeconds));
  const refusal = refuse(
    "rate_limited",
    `Too many tries. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
  );
  return { ...refusal, error: { ...refusal.error, retryAfterSeconds: seconds } };
}

/** Whoever was right has used up nothing: the try goes back, and the bucket of this pair is full again. */
export async function giveTryBack(allowances: readonly Allowance[]): Promise<void> {
  for (const { key, everySeconds } of [...allowances].sort((a, b) => (a.key < b.key ? -1 : 1))) {
    if (key.startsWith("account ") || key.startsWith("address ")) {
      await pool().query(
        "UPDATE sign_in_allowance SET full_at = full_at - make_interval(secs => $2) WHERE key = $1",
        [key, everySeconds],
      );
    } else await pool().query("DELETE FROM sign_in_allowance WHERE key = $1", [key]);
  }
}

/** Forgets buckets that are full, sessions and links that are long over. */
export async function forgetOldSignIns(): Promise<void> {
  await pool().query("DELETE FROM sign_in_allowance WHERE full_at < now()");
  await pool().query(
    "DELETE FROM session WHERE LEAST(expires_at, COALESCE(ended_at, expires_at)) < now() - interval '30 days'",
  );
  await pool().query("DELETE FROM person_link WHERE expires_at < now() - interval '30 days'");
}
