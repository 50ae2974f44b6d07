import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { reportingCurrency } from "../../usage/server";
import { type GuardrailInput, type GuardrailView, guardrailInput, toGuardrailView } from "../guardrail";
import { deleteGuardrail, findGuardrail, insertGuardrail, setEnabled } from "./guardrail-store";

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const unknown = () => refuse("not_found", "There is no such guardrail.");

/** Sets a line. It is armed at once. */
export async function createGuardrail(actor: Actor, given: GuardrailInput): Promise<Result<GuardrailView>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  const parsed = guardrailInput.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.join("/") ?? "";
    return refuse("invalid_request", `${field}: ${issue?.message}.`, [
      { pointer: `#/${field}`, detail: issue?.message ?? "is wrong" },
    ]);
  }
  const currency = await reportingCurrency();
  return db().$transaction(async (tx) => {
    const view = toGuardrailView(await insertGuardrail(tx, parsed.data, actor.name), currency);
    await recordAudit(tx, actor, {
      action: "guardrail.created",
      target: { kind: "guardrail", id: view.id },
      after: view,
    });
    return ok(view);
  });
}

/** Turns it off or on again; on, it is armed. The same twice is no error. */
export async function switchGuardrail(
  actor: Actor,
  id: string,
  enabled: boolean,
): Promise<Result<GuardrailView>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  if (!UUID.test(id)) return unknown();
  const currency = await reportingCurrency();
  return db().$transaction(async (tx): Promise<Result<GuardrailView>> => {
    const before = await findGuardrail(tx, id);
    if (!before) return unknown();
    if (before.enabled === enabled) return ok(toGuardrailView(before, currency));
    const after = await setEnabled(tx, id, enabled);
    await recordAudit(tx, actor, {
      action: enabled ? "guardrail.turned_on" : "guardrail.turned_off",
      target: { kind: "guardrail", id },
      before: { name: before.name, enabled: before.enabled },
      after: { name: after.name, enabled },
    });
    return ok(toGuardrailView(after, currency));
  });
}

export async function removeGuardrail(actor: Actor, id: string): Promise<Result<GuardrailView>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  if (!UUID.test(id)) return unknown();
  const currency = await reportingCurrency();
  return db().$transaction(async (tx): Promise<Result<GuardrailView>> => {
    const before = await findGuardrail(tx, id);
    if (!before) return unknown();
    const view = toGuardrailView(before, currency);
    await deleteGuardrail(tx, id);
    await recordAudit(tx, actor, {
      action: "guardrail.removed",
      target: { kind: "guardrail", id },
      before: view,
    });
    return ok(view);
  });
}
