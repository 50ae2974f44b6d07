import "server-only";
import { randomUUID } from "node:crypto";
import type { Tx } from "../../platform/db";
import type { Guardrail, GuardrailInput, GuardrailTurn } from "../guardrail";
import { parseLimit } from "../guardrail";
import { toGuardrail } from "./guardrail-queries";

export async function insertGuardrail(tx: Tx, input: GuardrailInput, createdBy: string): Promise<Guardrail> {
  const { limit, ...fields } = input;
  const limitValue = parseLimit(limit, input.metric) ?? 0n;
  return toGuardrail(
    await tx.guardrail.create({ data: { id: randomUUID(), ...fields, limitValue, createdBy } }),
  );
}

/** null when there is no such guardrail. */
export async function findGuardrail(tx: Tx, id: string): Promise<Guardrail | null> {
  const row = await tx.guardrail.findUnique({ where: { id } });
  return row && toGuardrail(row);
}

export async function setEnabled(tx: Tx, id: string, enabled: boolean): Promise<Guardrail> {
  return toGuardrail(
    await tx.guardrail.update({ where: { id }, data: { enabled, ...(enabled ? {} : { tripped: false }) } }),
  );
}

export async function deleteGuardrail(tx: Tx, id: string): Promise<void> {
  await tx.guardrail.delete({ where: { id } });
}

/** Compare-and-set: true when this call made the turn, so that of many workers one acts. */
export async function saveTurn(
  tx: Tx,
  rule: Guardrail,
  turn: Exclude<GuardrailTurn, "none">,
  reading: bigint,
): Promise<boolean> {
  const data =
    turn === "trips" ? { tripped: true, trippedAt: new Date(), trippedReading: reading } : { tripped: false };
  const { count } = await tx.guardrail.updateMany({ where: { id: rule.id, tripped: rule.tripped }, data });
  return count === 1;
}
