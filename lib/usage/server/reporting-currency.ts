import "server-only";
import { pool } from "../../platform/db";
import { EnvironmentError, readEnv } from "../../platform/env";
import { usageMemory } from "./usage-memory";

async function keptCurrency(): Promise<string | null> {
  const { rows } = await pool().query<{ currency: string | null }>(
    "SELECT currency FROM price_book WHERE id = 1",
  );
  return rows[0]?.currency ?? null;
}

/** The currency that all costs are in: the one kept with the first event, and REPORTING_CURRENCY before there is one. */
export async function reportingCurrency(): Promise<string> {
  const memory = usageMemory();
  return memory.currency ?? (await keptCurrency()) ?? readEnv("REPORTING_CURRENCY").REPORTING_CURRENCY;
}

/**
 * The same for whoever writes: keeps REPORTING_CURRENCY with the first event. Costs once rounded into one currency
 * cannot be read as another, so a change of the variable is refused with a sentence (EnvironmentError).
 */
export async function keepReportingCurrency(): Promise<string> {
  const memory = usageMemory();
  if (memory.currency) return memory.currency;
  const { REPORTING_CURRENCY } = readEnv("REPORTING_CURRENCY");
  await pool().query("UPDATE price_book SET currency = $1 WHERE id = 1 AND currency IS NULL", [
    REPORTING_CURRENCY,
  ]);
  const kept = await keptCurrency();
  if (kept !== REPORTING_CURRENCY) {
    throw new EnvironmentError(
      `REPORTING_CURRENCY is ${REPORTING_CURRENCY}, but the costs in this database are in ${kept}. Set it to ${kept}.`,
    );
  }
  memory.currency = kept;
  return kept;
}
