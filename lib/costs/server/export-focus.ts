import "server-only";
import { type Actor, authorize } from "../../auth";
import { toCsvLine } from "../../kernel/csv";
import { toLocalInput } from "../../kernel/local-time";
import { ok, type Result, refuse } from "../../kernel/result";
import { decideRange, type UsageQuery } from "../../usage";
import { reportingCurrency, streamCharges } from "../../usage/server";
import { focusColumns, toFocusRow } from "../focus";
import { reportingZone } from "./scope";

/** Each holds a connection and a snapshot of the database. */
const MOST_AT_ONCE = 3;
let underWay = 0;

function busy() {
  const refused = refuse("unavailable", "Other exports are under way. Ask again in a moment.");
  return { ok: false as const, error: { ...refused.error, retryAfterSeconds: 5 } };
}

/** Takes one of the places; what comes back gives it back, once. */
function takePlace(): () => void {
  underWay += 1;
  let taken = true;
  return () => {
    if (taken) underWay -= 1;
    taken = false;
  };
}

/**
 * The costs of a range of days as FOCUS 1.2, streamed day by day from one snapshot: a row for each thing that was charged
 * for, whose sum is that of GET /api/v1/usage to the last unit. `forbidden` for whoever may not export cost data;
 * `unavailable` while others run.
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
  if (underWay >= MOST_AT_ONCE) return busy();
  const leave = takePlace();
  const days = streamCharges(range.value, zone, filter, leave);
  const text = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(text.encode(toCsvLine(focusColumns)));
    },
    async pull(controller) {
      const { value, done } = await days.next().catch((error) => {
        leave();
        throw error;
      });
      if (done) {
        leave();
        return controller.close();
      }
      const lines = value.map((charge) => toCsvLine(toFocusRow(charge, { currency, zone })));
      controller.enqueue(text.encode(lines.join("")));
    },
    async cancel() {
      leave();
      await days.return(undefined);
    },
  });
  const dayOf = (at: number) => toLocalInput(new Date(at).toISOString(), zone).slice(0, 10);
  return ok({
    name: `focus-1.2-${dayOf(Date.parse(from))}-to-${dayOf(Date.parse(to) - 1)}.csv`,
    body,
  });
}
