import { formatMicros } from "../kernel/money";
import { weekdayOf } from "./day";

const UNIT = 1_000_000n;
const abs = (value: bigint) => (value < 0n ? -value : value);

/** An amount in a total: two digits; below a cent as many as say something, so that little is never told as nothing. */
export function formatAmount(micros: string | bigint): string {
  const value = BigInt(micros);
  return formatMicros(value, value !== 0n && abs(value) < UNIT / 100n ? 6 : 2);
}

/** An amount among others in a column: two digits always; what rounds to nothing and is something says so. */
export function formatCell(micros: string | bigint): string {
  const value = BigInt(micros);
  return value !== 0n && abs(value) < UNIT / 200n ? (value < 0n ? "> −0.01" : "< 0.01") : formatMicros(value);
}

/** What one of something costs: two digits from a tenth of a unit on, six below. */
export function formatUnitAmount(micros: string | bigint): string {
  const value = BigInt(micros);
  return formatMicros(value, value !== 0n && abs(value) < UNIT / 10n ? 6 : 2);
}

export type Change = { arrow: "▲" | "▼" | ""; by: bigint; word: "more" | "less" | "as much" };

/** Arrow = direction, word = meaning; whether it is good is not said. */
export function changeFrom(before: bigint, now: bigint): Change {
  if (now === before) return { arrow: "", by: 0n, word: "as much" };
  return now > before
    ? { arrow: "▲", by: now - before, word: "more" }
    : { arrow: "▼", by: before - now, word: "less" };
}

/** "+4.1 %", "−0.3 %", null when there is nothing to hold it against. One decimal below ten. */
export function formatShare(now: bigint, before: bigint): string | null {
  if (before === 0n) return null;
  const share = (Number(now - before) / Math.abs(Number(before))) * 100;
  const size = Math.abs(share);
  const digits = size < 99.95 ? 1 : 0;
  const text = size.toFixed(digits);
  if (Number(text) === 0) return `${(0).toFixed(digits)} %`;
  return `${share < 0 ? "−" : "+"}${text} %`;
}

/** "3.1 times", "12 times" */
export function formatTimes(times: number): string {
  return `${times.toFixed(times < 10 ? 1 : 0)} times`;
}

/** "last Saturday" of a day one week ago. */
export const lastWeekday = (day: string): string => `last ${weekdayOf(day)}`;
