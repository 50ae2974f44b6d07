import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import { reportingCurrency } from "../../usage/server";
import type { Guardrail, GuardrailAction, GuardrailMetric, GuardrailView } from "../guardrail";
import { toGuardrailView } from "../guardrail";

type Row = {
  id: string;
  name: string;
  metric: string;
  limitValue: bigint;
  action: string;
  enabled: boolean;
  tripped: boolean;
  trippedAt: Date | null;
  trippedReading: bigint | null;
};

export function toGuardrail({ limitValue, metric, action, ...row }: Row): Guardrail {
  return {
    ...row,
    limit: limitValue,
    metric: metric as GuardrailMetric,
    action: action as GuardrailAction,
  };
}

/** Every guardrail, in the order they were made. */
export async function readGuardrails(): Promise<Guardrail[]> {
  const rows = await db().guardrail.findMany({ orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
  return rows.map(toGuardrail);
}

/** As it goes out; everybody may see. */
export async function listGuardrails(actor: Actor): Promise<Result<GuardrailView[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const [rules, currency] = await Promise.all([readGuardrails(), reportingCurrency()]);
  return ok(rules.map((rule) => toGuardrailView(rule, currency)));
}
