import "server-only";
import type { Actor } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { readUserCosts } from "../../usage/server";
import { addDays, startOfDay } from "../day";
import type { UserCostsView } from "../user-costs-view";
import type { AskedView } from "../view";
import { whileUnchanged } from "./kept-reads";
import { openScope, pulseBefore } from "./scope";
import { firstWithRows } from "./user-days";

const text = (micros: bigint | null) => (micros === null ? null : String(micros));

/**
 * Median and 95th percentile of what a user cost over the full days of a view. Read from the events: slow over millions,
 * so days that are over for an hour are read once and kept until something late is written.
 */
export async function getUserCosts(
  actor: Actor,
  asked: AskedView = {},
  now: Date = new Date(),
): Promise<Result<UserCostsView>> {
  const opened = await openScope(actor, asked, now);
  if (!opened.ok) return opened;
  const { about, filter, span, today, view } = opened.value;
  const nothing = {
    users: 0,
    p50Micros: null,
    p95Micros: null,
    mostMicros: null,
    meanMicros: null,
    top: null,
  };
  if (!span) return ok({ about, days: null, ...nothing });
  const [from = ""] = [view.from, span.first].sort().slice(-1);
  const [to = ""] = [view.to, span.last, addDays(today, -1)].sort();
  if (from > to) return ok({ about, days: null, ...nothing });
  // of months whose rows were dropped nobody's cost is known
  const first = await firstWithRows(from, to, view.timeZone);
  if (first > to) return ok({ about, days: null, ...nothing });
  const stretch = {
    from: startOfDay(first, view.timeZone),
    to: startOfDay(addDays(to, 1), view.timeZone),
  };
  const pulse = pulseBefore(opened.value, stretch.to);
  const costs = await whileUnchanged(JSON.stringify(["user costs", filter, stretch]), pulse, () =>
    readUserCosts(actor, stretch, filter),
  );
  if (!costs.ok) return costs;
  const { users, p50Micros, p95Micros, mostMicros, sumMicros, topMicros, topUsers } = costs.value;
  const divisor = BigInt(users);
  return ok({
    about,
    days: { from: first, to },
    users,
    p50Micros: text(p50Micros),
    p95Micros: text(p95Micros),
    mostMicros: text(mostMicros),
    // half up, as every figure is
    meanMicros: users === 0 ? null : String((2n * sumMicros + divisor) / (2n * divisor)),
    top: sumMicros === 0n ? null : { users: topUsers, share: Number(topMicros) / Number(sumMicros) },
  });
}
