import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { log } from "../../platform/log";
import type { Rerating as Row } from "../../platform/prisma-client/client";
import { periodEdges } from "../period";
import { type ModelChanges, type Rerating, type ReratingInput, reratingInput, toPreview } from "../rerating";
import { carryOutReratings } from "./carry-out-rerating";
import { findDroppedMonth } from "./kept-rows-queries";
import { periodZone } from "./period-queries";
import { takePriceBookLock } from "./price-store";
import { readRerating } from "./rerating-queries";
import {
  approveRerating,
  findOpenRerating,
  insertRerating,
  lockRerating,
  withdrawRerating,
} from "./rerating-store";
import { wrongFields } from "./wrong-fields";

const WHILE_WAITING_MS = 5_000;

async function workWhileWaiting(id: number): Promise<Rerating> {
  await carryOutReratings({ forMs: WHILE_WAITING_MS, only: id }).catch((error) =>
    log.warn({ error, rerating: id }, "rerating failed; the worker goes on with it"),
  );
  const found = await readRerating(id);
  if (!found) throw new Error(`rerating ${id} is gone`);
  return found;
}

/**
 * Proposes to price a month again by the prices as they stand now, and counts what that would change: at once, for five
 * seconds at most here and by the worker after that. Nothing changes until a second person approves it.
 * `invalid_transition` when one for the month is open, and when its rows were dropped.
 */
export async function proposeRerating(actor: Actor, given: ReratingInput): Promise<Result<Rerating>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  const parsed = reratingInput.safeParse(given);
  if (!parsed.success) return wrongFields(parsed.error);
  const { period, reason } = parsed.data;
  const proposed = await db().$transaction(async (tx): Promise<Result<number>> => {
    // two at once must not both find none open; and no price comes in between
    await takePriceBookLock(tx);
    const open = await findOpenRerating(tx, period);
    if (open)
      return refuse(
        "invalid_transition",
        `Rerating ${open.id} of ${period} by ${open.proposedByName} is ${open.status}. Approve or withdraw it first.`,
      );
    const edges = periodEdges(period, periodZone());
    const gone = await findDroppedMonth(edges, tx);
    if (gone)
      return refuse(
        "invalid_transition",
        `The rows of ${gone} were dropped, so nothing of ${period} can be priced again: only its sums are kept.`,
      );
    const id = await insertRerating(tx, actor, { period, ...edges, reason: reason || null });
    await recordAudit(tx, actor, {
      action: "rerating.proposed",
      target: { kind: "period", id: period },
      after: { rerating: id },
      reason: reason || null,
    });
    return ok(id);
  });
  return proposed.ok ? ok(await workWhileWaiting(proposed.value)) : proposed;
}

/** Locks one that is counted and not yet approved, or says why it cannot be moved. */
async function move(
  id: number,
  act: (tx: Parameters<typeof lockRerating>[0], row: Row) => Promise<Result<void>>,
): Promise<Result<void>> {
  return db().$transaction(async (tx): Promise<Result<void>> => {
    const row = await lockRerating(tx, id);
    if (!row) return refuse("not_found", `There is no rerating ${id}.`);
    return act(tx, row);
  });
}

/**
 * Approves what another one proposed; it is carried out at once, and by the worker when it is much: corrections in rows of
 * their own, in the first open month when the month is closed. A person's act, never a key's, and never the proposer's.
 */
export async function approveReratingBy(actor: Actor, id: number): Promise<Result<Rerating>> {
  const may = authorize(actor, "approve_rerating");
  if (!may.ok) return may;
  if (actor.kind !== "person") return refuse("forbidden", "A person must approve it.");
  const moved = await move(id, async (tx, row) => {
    if (row.proposedById === actor.id)
      return refuse("forbidden", "You proposed it: a second person must approve it.");
    if (row.status !== "proposed")
      return refuse("invalid_transition", `It is ${row.status}; what is proposed can be approved.`);
    await approveRerating(tx, id, actor);
    const { rows, beforeMicros, afterMicros } = toPreview(row.models as ModelChanges);
    await recordAudit(tx, actor, {
      action: "rerating.approved",
      target: { kind: "period", id: row.period },
      before: { costMicros: beforeMicros },
      after: { rerating: id, rows, costMicros: afterMicros, proposedBy: row.proposedByName },
      reason: row.reason,
    });
    return ok(undefined);
  });
  return moved.ok ? ok(await workWhileWaiting(id)) : moved;
}

/** Takes a proposal back before it is approved: whoever may propose one may. */
export async function withdrawReratingBy(actor: Actor, id: number): Promise<Result<Rerating>> {
  const may = authorize(actor, "write_costs");
  if (!may.ok) return may;
  const moved = await move(id, async (tx, row) => {
    if (row.status !== "proposed" && row.status !== "counting")
      return refuse("invalid_transition", `It is ${row.status} and cannot be withdrawn.`);
    await withdrawRerating(tx, id);
    await recordAudit(tx, actor, {
      action: "rerating.withdrawn",
      target: { kind: "period", id: row.period },
      before: { rerating: id, status: row.status },
      after: { status: "withdrawn" },
    });
    return ok(undefined);
  });
  return moved.ok ? ok(await workWhileWaiting(id)) : moved;
}
