import "server-only";
import type { FileRow } from "./file-rows";

const WEEK_MICROS = 7 * 86_400_000_000;

/** When the events of rows were, in microseconds. */
export function* timesOf(rows: FileRow[]): Generator<number> {
  for (const { read } of rows)
    if (read.ok) yield read.value.own ? read.value.event.atMicros : read.value.found.event.atMicros;
}

/** How far a file moves so that its last event lies in the week before now: whole weeks, so that weekdays stay. */
export function shiftToBefore(nowMicros: number, last: number): number {
  return Number.isFinite(last) ? Math.floor((nowMicros - last) / WEEK_MICROS) * WEEK_MICROS : 0;
}
