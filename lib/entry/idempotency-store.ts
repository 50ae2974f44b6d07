import "server-only";
import { type Result, refuse } from "../kernel/result";
import { pool } from "../platform/db";
import type { IdempotencyClaim } from "./route";

export type KeptAnswer = { status: number; body: unknown };

/** A claim whose holder died is free again after this. */
const IN_FLIGHT_SECONDS = 60;
/** Status of a claim under way. */
const UNDER_WAY = 0;

/**
 * Claims the key, or gives the answer kept for it (null: claimed, go ahead).
 * `idempotency_key_reused` for another body, `idempotency_in_flight` while a twin runs.
 */
export async function claimIdempotency(claim: IdempotencyClaim): Promise<Result<KeptAnswer | null>> {
  const claimed = await pool().query(
    `INSERT INTO idempotency_record (scope, key, request_hash, status, response, created_at)
     VALUES ($1, $2, $3, ${UNDER_WAY}, 'null', now())
     ON CONFLICT (scope, key) DO UPDATE
       SET request_hash = EXCLUDED.request_hash, status = ${UNDER_WAY}, response = 'null', created_at = now()
       WHERE idempotency_record.created_at < now() - interval '24 hours'
          OR (idempotency_record.status = ${UNDER_WAY}
              AND idempotency_record.created_at < now() - interval '${IN_FLIGHT_SECONDS} seconds')
     RETURNING 1`,
    [claim.scope, claim.key, claim.requestHash],
  );
  if (claimed.rowCount) return { ok: true, value: null };
  const { rows } = await pool().query<{ request_hash: string; status: number; response: unknown }>(
    "SELECT request_hash, status, response FROM idempotency_record WHERE scope = $1 AND key = $2",
    [claim.scope, claim.key],
  );
  const kept = rows[0];
  if (kept && kept.request_hash !== claim.requestHash) {
    return refuse(
      "idempotency_key_reused",
      "This Idempotency-Key was used with another body. Use a new one.",
      [{ pointer: "#/headers/idempotency-key", detail: "use a new key for a new request" }],
    );
  }
  if (!kept || kept.status === UNDER_WAY) {
    return refuse(
      "idempotency_in_flight",
      "The first request with this Idempotency-Key is still running. Try again.",
    );
  }
  return { ok: true, value: { status: kept.status, body: kept.response } };
}

/** Keeps a 2xx answer for 24 hours; anything else frees the key. */
export async function settleIdempotency(claim: IdempotencyClaim, answer: KeptAnswer | null): Promise<void> {
  if (answer && answer.status >= 200 && answer.status < 300) {
    await pool().query(
      "UPDATE idempotency_record SET status = $3, response = $4 WHERE scope = $1 AND key = $2 AND status = 0",
      [claim.scope, claim.key, answer.status, JSON.stringify(answer.body ?? null)],
    );
  } else {
    await pool().query("DELETE FROM idempotency_record WHERE scope = $1 AND key = $2 AND status = 0", [
      claim.scope,
      claim.key,
    ]);
  }
}

/** Forgets answers older than 24 hours, a few thousand at a time; for the worker. Returns how many. */
export async function forgetOldAnswers(): Promise<number> {
  const { rowCount } = await pool().query(
    `DELETE FROM idempotency_record WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM idempotency_record WHERE created_at < now() - interval '24 hours' LIMIT 5000))`,
  );
  return rowCount ?? 0;
}
