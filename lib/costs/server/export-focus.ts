import "server-only";
import { type Actor, authorize } from "../../auth";
import { toCsvLine } from "../../kernel/csv";
import { toLocalInput } from "../../kernel/local-time";
import { ok, type Result } from "../../kernel/result";
import { decideRange, type UsageQuery } from "../../usage";
import { reportingCurrency, streamCharges } from "../../usage/server";
import { focusColumns, toFocusRow } from "../focus";
import { reportingZone } from "./scope";

/**
 * The costs of a range of days as FOCUS 1.2, streamed day by day from one snapshot: a row for each thing that was charged
 * for, whose sum is that of GET /api/v1/usage to the last unit. `forbidden` for whoever may not export cost data.
 */
export async function exportFocus(
  actor: Actor,
  { from, to, timeZone, ...filter }: Omit<UsageQuery, "interval" | "groupBy">,
): Promise<Result<{ name: string; body: ReadableStream<Uint8Array> }>> {
  const may = authorize(actor, "export_costs");
  if (!may.ok) return may;
  const zone = timeZone ?? reportingZone();
  const range = decideRange(Date.parse(from), Date.parse(to), "day", zone);
  if (!range.ok) return range;
  const currency = await reportingCurrency();
  const days = streamCharges(range.value, zone, filter);
  const text = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(text.encode(toCsvLine(focusColumns)));
    },
    async pull(controller) {
      const { value, done } = await days.next();
      if (done) return controller.close();
      const lines = value.map((charge) => toCsvLine(toFocusRow(charge, { currency, zone })));
      controller.enqueue(text.encode(lines.join("")));
    },
    async cancel() {
      await days.return(undefined);
    },
  });
  const dayOf = (at: number) => toLocalInput(new Date(at).toISOString(), zone).slice(0, 10);
  return ok({
    name: `focus-1.2-${dayOf(Date.parse(from))}-to-${dayOf(Date.parse(to) - 1)}.csv`,
    body,
  });
}
