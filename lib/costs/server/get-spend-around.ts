import "server-only";
import type { Actor } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { sumUsageBetween } from "../../usage/server";
import { openScope } from "./scope";

const HOUR_MS = 3_600_000;

/** Micro-units of `currency` in the hour before a moment and in the hour after it; null while that hour is not over. */
export type SpendAround = { currency: string; beforeMicros: string; afterMicros: string | null };

/** What was spent around a pause, by the usual sources. A comparison of two hours, not an effect: tides come in too. */
export async function getSpendAround(
  actor: Actor,
  at: string,
  now: Date = new Date(),
): Promise<Result<SpendAround>> {
  const opened = await openScope(actor, {}, now);
  if (!opened.ok) return opened;
  const { filter, about } = opened.value;
  const moment = Date.parse(at);
  const sums = await sumUsageBetween(
    actor,
    [
      { from: moment - HOUR_MS, to: moment },
      { from: moment, to: moment + HOUR_MS },
    ],
    filter,
  );
  if (!sums.ok) return sums;
  const [before, after] = sums.value.map(({ costMicros }) => String(costMicros));
  return ok({
    currency: about.currency,
    beforeMicros: before ?? "0",
    afterMicros: moment + HOUR_MS <= now.getTime() ? (after ?? "0") : null,
  });
}
