import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import { type ServeForecast, serveForecastSchema } from "../serve-forecast";

export type ServeBasis = {
  forecast: ServeForecast | null;
  /** By currency: billionths of a micro-unit of the reporting currency for one minor unit. */
  rates: Record<string, string>;
  learnedAt: Date | null;
};

/** What lib/costs last told of the cost to serve; nothing before it did. */
export async function loadServeBasis(tx: Pick<Tx, "serveBasis"> = db()): Promise<ServeBasis> {
  const row = await tx.serveBasis.findUnique({ where: { id: 1 } });
  if (!row) return { forecast: null, rates: {}, learnedAt: null };
  return {
    forecast: serveForecastSchema.parse(row.forecast),
    rates: row.rates as Record<string, string>,
    learnedAt: row.learnedAt,
  };
}

/** What one more coupon user costs, for the sentence of a campaign; null while nothing is learned. */
export async function getServeForecast(actor: Actor): Promise<Result<ServeForecast | null>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  return ok((await loadServeBasis()).forecast);
}
