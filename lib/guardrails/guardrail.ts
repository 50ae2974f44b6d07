import { z } from "zod";
import { formatMicros, ungroup } from "../kernel/money";
import { oneLine } from "../kernel/text";

/** What a guardrail watches. Money is in micro-units of the reporting currency. */
export const guardrailMetrics = ["spend_last_hour", "spend_today", "coupons_last_minute"] as const;
export type GuardrailMetric = (typeof guardrailMetrics)[number];
/** What it does when the line is crossed. */
export const guardrailActions = ["warn", "pause"] as const;
export type GuardrailAction = (typeof guardrailActions)[number];

export const metricWords: Record<GuardrailMetric, { name: string; per: string; isMoney: boolean }> = {
  spend_last_hour: { name: "Spend in the last hour", per: "an hour", isMoney: true },
  spend_today: { name: "Spend today", per: "today", isMoney: true },
  coupons_last_minute: { name: "Coupons in the last full minute", per: "a minute", isMoney: false },
};

/** A rule as it stands. `limit` and readings: micro-units of money, or a count. */
export type Guardrail = {
  id: string;
  name: string;
  metric: GuardrailMetric;
  limit: bigint;
  action: GuardrailAction;
  enabled: boolean;
  /** The line is crossed and has not been left yet: nothing more is done until then. */
  tripped: boolean;
  trippedAt: Date | null;
  /** The reading when it tripped last. */
  trippedReading: bigint | null;
};

export type GuardrailTurn = "none" | "trips" | "arms";

/** It arms again below nine tenths of its limit, so that a figure that trembles on the line trips it once. */
const ARM_NUMERATOR = 9n;
const ARM_DENOMINATOR = 10n;

/**
 * What this reading asks for. While tripped a guardrail does nothing more: whoever resumed knows why it had paused, and it
 * does not fight them.
 */
export function decideGuardrail(
  rule: Pick<Guardrail, "enabled" | "limit" | "tripped">,
  reading: bigint,
): GuardrailTurn {
  if (!rule.enabled) return rule.tripped ? "arms" : "none";
  if (!rule.tripped) return reading > rule.limit ? "trips" : "none";
  return reading * ARM_DENOMINATOR < rule.limit * ARM_NUMERATOR ? "arms" : "none";
}

/** "96.20 USD an hour", "312 a minute". */
export function formatReading(metric: GuardrailMetric, reading: bigint, currency: string): string {
  const { per, isMoney } = metricWords[metric];
  const amount = isMoney
    ? `${currency} ${formatMicros(reading)}`
    : new Intl.NumberFormat("en").format(reading);
  return `${amount} ${per}`;
}

/** The sentence that the audit and the pause carry. */
export function describeTrip(
  rule: Pick<Guardrail, "name" | "metric" | "limit">,
  reading: bigint,
  currency: string,
): string {
  return `${rule.name}: ${formatReading(rule.metric, reading, currency)}, above ${formatReading(rule.metric, rule.limit, currency)}`;
}

const MOST = 1_000_000_000_000n;

/** A typed limit → micro-units or a count; null when it is none. Money has at most six decimals. */
export function parseLimit(typed: string, metric: GuardrailMetric): bigint | null {
  const text = ungroup(typed);
  const match = /^(\d{1,13})(?:\.(\d{1,6}))?$/.exec(text);
  if (!match) return null;
  const { isMoney } = metricWords[metric];
  if (!isMoney && match[2]) return null;
  const limit = isMoney
    ? BigInt(match[1] ?? "0") * 1_000_000n + BigInt((match[2] ?? "").padEnd(6, "0"))
    : BigInt(match[1] ?? "0");
  return limit > 0n && limit <= MOST * (isMoney ? 1_000_000n : 1n) ? limit : null;
}

/** Body of POST /api/v1/guardrails, and the form: money as a decimal string in units, counts as whole numbers. */
export const guardrailInput = z
  .strictObject({
    name: oneLine(120).trim().min(1, "give it a name"),
    metric: z.enum(guardrailMetrics, { message: `must be one of ${guardrailMetrics.join(", ")}` }),
    limit: z.string('must be a decimal string such as "60.00"').max(40),
    action: z.enum(guardrailActions, { message: `must be one of ${guardrailActions.join(", ")}` }),
  })
  .superRefine(({ limit, metric }, context) => {
    if (parseLimit(limit, metric) !== null) return;
    const message = metricWords[metric].isMoney
      ? "must be an amount above 0 such as 60.00"
      : "must be a whole number above 0";
    context.addIssue({ code: "custom", path: ["limit"], message });
  });
export type GuardrailInput = z.output<typeof guardrailInput>;

/** A guardrail as it goes out. `limit` and `trippedReading` are decimal strings in units, or counts. */
export const guardrailSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  metric: z.enum(guardrailMetrics),
  limit: z.string(),
  currency: z.string().optional(),
  action: z.enum(guardrailActions),
  enabled: z.boolean(),
  state: z.enum(["armed", "tripped", "off"]),
  trippedAt: z.iso.datetime().optional(),
  trippedReading: z.string().optional(),
});
export type GuardrailView = z.infer<typeof guardrailSchema>;

function toUnits(metric: GuardrailMetric, value: bigint): string {
  if (!metricWords[metric].isMoney) return value.toString();
  const whole = value / 1_000_000n;
  const rest = (value % 1_000_000n)
    .toString()
    .padStart(6, "0")
    .replace(/0{1,4}$/, "");
  return `${whole}.${rest}`;
}

export function toGuardrailView(rule: Guardrail, currency: string): GuardrailView {
  return {
    id: rule.id,
    name: rule.name,
    metric: rule.metric,
    limit: toUnits(rule.metric, rule.limit),
    ...(metricWords[rule.metric].isMoney ? { currency } : {}),
    action: rule.action,
    enabled: rule.enabled,
    state: rule.enabled ? (rule.tripped ? "tripped" : "armed") : "off",
    ...(rule.trippedAt ? { trippedAt: rule.trippedAt.toISOString() } : {}),
    ...(rule.trippedReading === null ? {} : { trippedReading: toUnits(rule.metric, rule.trippedReading) }),
  };
}
