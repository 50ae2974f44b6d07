import "server-only";
import type { ServeForecast } from "../../campaigns";
import { pool } from "../../platform/db";

/** What lib/campaigns goes by from now on; the time moves although nothing else did. */
export async function saveServeBasis(
  forecast: ServeForecast,
  rates: Record<string, string>,
  learnedAt: Date,
): Promise<void> {
  await pool().query(
    `INSERT INTO serve_basis (id, forecast, rates, learned_at) VALUES (1, $1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET forecast = EXCLUDED.forecast, rates = EXCLUDED.rates, learned_at = EXCLUDED.learned_at
     WHERE (serve_basis.forecast, serve_basis.rates) IS DISTINCT FROM (EXCLUDED.forecast, EXCLUDED.rates)
       OR serve_basis.learned_at < EXCLUDED.learned_at - interval '10 minutes'`,
    [JSON.stringify(forecast), JSON.stringify(rates), learnedAt],
  );
}
