import "server-only";
import type { Actor } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import type { Ledger } from "../../usage";
import { listLedger } from "../../usage/server";
import { addDays, startOfDay } from "../day";
import type { LedgerUrlFilter } from "../ledger-url";
import type { About } from "../overview-view";
import type { AskedView } from "../view";
import { openScope } from "./scope";

export type LedgerView = { about: About; ledger: Ledger };

/** A page of the ledger for the days, clock and sources of a view. `invalid_request` for a cursor of another list. */
export async function getLedger(
  actor: Actor,
  asked: AskedView,
  { cursor, ...filter }: LedgerUrlFilter & { cursor?: string | undefined },
  now: Date = new Date(),
): Promise<Result<LedgerView>> {
  const opened = await openScope(actor, asked, now);
  if (!opened.ok) return opened;
  const { view, about, filter: sources } = opened.value;
  const at = (day: string) => new Date(startOfDay(day, view.timeZone)).toISOString();
  const ledger = await listLedger(actor, {
    ...filter,
    ...sources,
    from: at(view.from),
    to: at(addDays(view.to, 1)),
    ...(cursor !== undefined && { cursor }),
  });
  if (!ledger.ok) return ledger;
  return ok({ about: { ...about, asOf: ledger.value.asOf }, ledger: ledger.value });
}
