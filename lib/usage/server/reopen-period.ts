import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { type Period, type ReopenPeriodInput, reopenPeriodInput } from "../period";
import { findDroppedMonth } from "./kept-rows-queries";
import { readPeriod } from "./period-queries";
import { deleteClosedPeriod, findClosedPeriod } from "./period-store";
import { bumpPriceBook, takePriceBookLock } from "./price-store";
import { wrongFields } from "./wrong-fields";

/**
 * Opens a closed month again: what arrives for it is booked in it again. Corrections that were booked meanwhile stay
 * where they are. `invalid_transition` when it is open, and when its rows were dropped: then it is final.
 */
export async function reopenPeriod(
  actor: Actor,
  period: string,
  given: ReopenPeriodInput = {},
): Promise<Result<Period>> {
  const may = authorize(actor, "reopen_period");
  if (!may.ok) return may;
  const parsed = reopenPeriodInput.safeParse(given);
  if (!parsed.success) return wrongFields(parsed.error);
  const reopened = await db().$transaction(
    async (tx): Promise<Result<void>> => {
      await takePriceBookLock(tx);
      const held = await findClosedPeriod(tx, period);
      if (!held) return refuse("invalid_transition", `${period} is open.`);
      const gone = await findDroppedMonth({ from: held.fromAt.getTime(), to: held.toAt.getTime() }, tx);
      if (gone)
        return refuse(
          "invalid_transition",
          `The rows of ${gone} were dropped: ${period} is final. What arrives for it is a correction in the first open month.`,
        );
      await deleteClosedPeriod(tx, period);
      await bumpPriceBook(tx);
      const { closedBy, closedAt, requests, rows } = held;
      await recordAudit(tx, actor, {
        action: "period.reopened",
        target: { kind: "period", id: period },
        before: { status: "closed", closedBy, closedAt, rows, requests, costMicros: String(held.costMicros) },
        after: { status: "open" },
        reason: parsed.data.reason || null,
      });
      return ok(undefined);
    },
    { maxWait: 5_000, timeout: 30_000 },
  );
  return reopened.ok ? ok(await readPeriod(period)) : reopened;
}
