import "server-only";
import { ok, type Result, refuse } from "../../kernel/result";
import { EnvironmentError } from "../../platform/env";
import type { UsageEvent } from "../usage-event";
import { recordUsage, UsageBackpressure } from "./record-usage";
import type { Written } from "./write-usage";

/** recordUsage for a door: `unavailable` when more waits than can be written; everything may then be sent again. */
export async function countUsage(events: UsageEvent[]): Promise<Result<Written[]>> {
  try {
    return ok(await recordUsage(events));
  } catch (error) {
    // a currency that does not fit the database: whoever runs Sluice has to mend it, and nothing is lost
    if (error instanceof EnvironmentError) return refuse("unavailable", error.message);
    if (!(error instanceof UsageBackpressure)) throw error;
    const { error: refusal } = refuse("unavailable", "More usage arrives than is written. Send it again.");
    return { ok: false, error: { ...refusal, retryAfterSeconds: 1 } };
  }
}
