import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { parseCloudEvent } from "../cloud-event";
import type { Rejection, UsageEvent } from "../usage-event";
import { countUsage } from "./count-usage";

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
  const counted = await countUsage(events);
  if (!counted.ok) return counted;
  const duplicates = counted.value.filter((one) => one === "duplicate").length;
  return ok({ accepted: events.length - duplicates, duplicates, rejected });
}
