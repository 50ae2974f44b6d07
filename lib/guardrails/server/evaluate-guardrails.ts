import "server-only";
import { recordAudit } from "../../audit/server";
import type { SystemActor } from "../../auth";
import { db, pool } from "../../platform/db";
import { readEnv } from "../../platform/env";
import { getSwitch, pausePromotions } from "../../switch/server";
import { reportingCurrency } from "../../usage/server";
import { decideGuardrail, describeTrip, type Guardrail, type GuardrailMetric } from "../guardrail";
import { readGuardrails } from "./guardrail-queries";
import { saveTurn } from "./guardrail-store";

/** The demo's figures never pause anything once there are real ones; alone they do, so that the demo shows it. */
const notTheDemo = `(d.source <> 'demo' OR NOT EXISTS (SELECT 1 FROM usage_dimension o WHERE o.source <> 'demo'))`;

const readings: Record<GuardrailMetric, (zone: string) => { sql: string; values: unknown[] }> = {
  spend_last_hour: () => ({
    sql: `SELECT coalesce(sum(e.cost_micros), 0)::text AS reading FROM usage_event e
          JOIN usage_dimension d ON d.id = e.dimension_id
          WHERE e.at > now() - interval '1 hour' AND e.at <= now() AND ${notTheDemo}`,
    values: [],
  }),
  spend_today: (zone) => ({
    sql: `SELECT coalesce(sum(r.cost_micros), 0)::text AS reading FROM usage_dimension d
          JOIN usage_rollup r ON r.dimension_id = d.id
            AND r.bucket_start >= date_trunc('day', now(), $1::text) AND r.bucket_start <= now()
          WHERE ${notTheDemo}`,
    values: [zone],
  }),
  coupons_last_minute: () => ({
    sql: `SELECT coalesce(sum(issued), 0)::text AS reading FROM coupon_minute
          WHERE minute = date_trunc('minute', now(), 'UTC') - interval '1 minute'`,
    values: [],
  }),
};

async function read(metric: GuardrailMetric): Promise<bigint> {
  const { sql, values } = readings[metric](readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE);
  const { rows } = await pool().query<{ reading: string }>(sql, values);
  return BigInt(rows[0]?.reading ?? "0");
}

/**
 * Pauses; false while somebody else's pause stands. That one has an end of its own, which this rule must live to see: spent
 * on it, the rule would let promotions come back unwatched.
 */
async function pauseAs(actor: SystemActor, reason: string): Promise<boolean> {
  const standing = await getSwitch(actor);
  const paused =
    standing.ok && standing.value.issuance === "paused"
      ? standing
      : await pausePromotions(actor, { reason: reason.slice(0, 500) });
  if (!paused.ok) return false;
  const { id, name } = paused.value.changedBy;
  return id === actor.id && name === actor.name;
}

/**
 * Acts, then remembers: a crash in between acts again, which changes nothing, and a second worker's pause is the same
 * pause.
 */
async function act(rule: Guardrail, reading: bigint, currency: string): Promise<boolean> {
  const actor: SystemActor = { kind: "system", id: "guardrail", name: `Guardrail ${rule.name}` };
  const reason = describeTrip(rule, reading, currency);
  if (rule.action === "pause" && !(await pauseAs(actor, reason))) return false;
  return db().$transaction(async (tx) => {
    if (!(await saveTurn(tx, rule, "trips", reading))) return false;
    await recordAudit(tx, actor, {
      action: "guardrail.tripped",
      target: { kind: "guardrail", id: rule.id },
      after: { name: rule.name, metric: rule.metric, reading: reading.toString(), action: rule.action },
      reason,
    });
    return true;
  });
}

/**
 * Reads every figure that is watched and acts on what crossed its line. Any number of workers may call it. Returns
 * how many tripped here.
 */
export async function evaluateGuardrails(): Promise<number> {
  const rules = await readGuardrails();
  const watched = [...new Set(rules.filter(({ enabled }) => enabled).map(({ metric }) => metric))];
  if (watched.length === 0) return 0;
  const currency = await reportingCurrency();
  const values = new Map(
    await Promise.all(watched.map(async (metric) => [metric, await read(metric)] as const)),
  );
  let tripped = 0;
  for (const rule of rules) {
    const reading = values.get(rule.metric) ?? 0n;
    const turn = decideGuardrail(rule, reading);
    if (turn === "trips") {
      if (await act(rule, reading, currency)) tripped += 1;
    } else if (turn === "arms") {
      await db().$transaction((tx) => saveTurn(tx, rule, "arms", reading));
    }
  }
  return tripped;
}
