import "server-only";
import type pg from "pg";
import { pool } from "../../platform/db";
import type { UsageEvent } from "../usage-event";
import { MOST_EVENTS_A_WRITE, type Written, writeUsage } from "./write-usage";

type Caller = {
  events: UsageEvent[];
  /** How many of them are in a write already. */
  taken: number;
  written: Written[];
  resolve: (written: Written[]) => void;
  reject: (error: unknown) => void;
};
type Part = { caller: Caller; events: UsageEvent[] };

/** More events waiting than this, and the caller should come back later. */
export const MOST_EVENTS_WAITING = 200_000;

/** While Postgres works on one write, the next is made ready. More would only wait for each other's rows. */
const MOST_WRITING = 2;

/** Too many events wait already; come back in a second. */
export class UsageBackpressure extends Error {}

/** SQLSTATE classes: data exception, integrity constraint violation, a limit of the program (names too long for an index). */
const wrongValues = /^(2[23]|54)/;

/**
 * Group commit: while two writes are under way the callers gather, and the next write takes them all. One caller with
 * many events is served over several writes, in turns with the others.
 */
class Writer {
  private readonly waiting: Caller[] = [];
  private waitingEvents = 0;
  private writing = 0;

  record(events: UsageEvent[]): Promise<Written[]> {
    if (this.waitingEvents > 0 && this.waitingEvents + events.length > MOST_EVENTS_WAITING)
      return Promise.reject(new UsageBackpressure("too many usage events are waiting"));
    return new Promise((resolve, reject) => {
      this.waiting.push({ events, taken: 0, written: [], resolve, reject });
      this.waitingEvents += events.length;
      void this.run();
    });
  }

  private async run(): Promise<void> {
    if (this.writing >= MOST_WRITING) return;
    this.writing += 1;
    while (this.waiting.length > 0) await this.write(this.take());
    this.writing -= 1;
  }

  private take(): Part[] {
    const parts: Part[] = [];
    let room = MOST_EVENTS_A_WRITE;
    for (const caller of this.waiting) {
      if (room === 0) break;
      const events = caller.events.slice(caller.taken, caller.taken + room);
      caller.taken += events.length;
      room -= events.length;
      parts.push({ caller, events });
    }
    this.waitingEvents -= MOST_EVENTS_A_WRITE - room;
    // who is wholly taken leaves; who is not goes behind the others
    const left = this.waiting.splice(0, parts.length).filter(({ events, taken }) => taken < events.length);
    this.waiting.push(...left);
    return parts;
  }

  private async write(parts: Part[]): Promise<void> {
    let written: Written[];
    try {
      written = await writeUsage(parts.flatMap(({ events }) => events));
    } catch (error) {
      // the values of one of them are at fault: each alone, so that only that one fails
      if (parts.length > 1 && wrongValues.test((error as { code?: string }).code ?? ""))
        for (const part of parts) await this.write([part]);
      else for (const { caller } of parts) this.fail(caller, error);
      return;
    }
    let at = 0;
    for (const { caller, events } of parts) {
      for (let nth = 0; nth < events.length; nth += 1) caller.written.push(written[at + nth] ?? "duplicate");
      at += events.length;
      if (caller.written.length === caller.events.length) caller.resolve(caller.written);
    }
  }

  private fail(caller: Caller, error: unknown): void {
    const at = this.waiting.indexOf(caller);
    if (at >= 0) {
      this.waiting.splice(at, 1);
      this.waitingEvents -= caller.events.length - caller.taken;
    }
    caller.reject(error);
  }
}

const writers = new WeakMap<pg.Pool, Writer>();

/**
 * Counts usage events, each once by its source and id, and answers after the commit what became of each. Throws
 * UsageBackpressure, or what the database threw; then sending the same events again is safe.
 */
export function recordUsage(events: UsageEvent[]): Promise<Written[]> {
  if (events.length === 0) return Promise.resolve([]);
  const at = pool();
  let writer = writers.get(at);
  if (!writer) {
    writer = new Writer();
    writers.set(at, writer);
  }
  return writer.record(events);
}
