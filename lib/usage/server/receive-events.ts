import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { EnvironmentError } from "../../platform/env";
import { parseCloudEvent } from "../cloud-event";
import type { Rejection, UsageEvent } from "../usage-event";
import { recordUsage, UsageBackpressure } from "./record-usage";

export type Received = { accepted: number; duplicates: number; rejected: ({ index: number } & Rejection)[] };

/**
 * CloudEvents from outside: each is counted once or rejected by itself with a code and the field at fault. Answers after
 * the commit. `unavailable` when more waits than can be written; everything may then be sent again.
 */
export async function receiveEvents(actor: Actor, given: unknown[]): Promise<Result<Received>> {
  const may = authorize(actor, "send_usage");
  if (!may.ok) return may;
  const nowMicros = Date.now() * 1000;
  const events: UsageEvent[] = [];
  const rejected: Received["rejected"] = [];
  for (const [index, value] of given.entries()) {
    const parsed = parseCloudEvent(value, nowMicros);
    if (parsed.ok) events.push(parsed.value);
    else rejected.push({ index, ...parsed.error });
  }
  try {
    const written = await recordUsage(events);
    const duplicates = written.filter((one) => one === "duplicate").length;
    return ok({ accepted: events.length - duplicates, duplicates, rejected });
  } catch (error) {
    // a currency that does not fit the database: whoever runs Sluice has to mend it, and nothing is lost
    if (error instanceof EnvironmentError) return refuse("unavailable", error.message);
    if (!(error instanceof UsageBackpressure)) throw error;
    const { error: refusal } = refuse("unavailable", "More usage arrives than is written. Send it again.");
    return { ok: false, error: { ...refusal, retryAfterSeconds: 1 } };
  }
}
