/** Times of usage are microseconds since 1970, which a double holds exactly. */

/** From the year 2000 on, every zone's clock differs from UTC by whole quarters of an hour. */
export const EARLIEST_MICROS = Date.UTC(2000, 0, 1) * 1000;
/** The year 2100 is the last one. */
export const BEYOND_MICROS = Date.UTC(2101, 0, 1) * 1000;

export function isUsageTime(micros: number): boolean {
  return micros >= EARLIEST_MICROS && micros < BEYOND_MICROS;
}

const strict = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;
const loose =
  /^(\d{4})[-/](\d\d)[-/](\d\d)(?:[Tt ]+(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?\s*(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?$/;
const epoch = /^(\d{9,10}|\d{12,13}|\d{15,16}|\d{18,19})(?:\.(\d+))?$/;

function offsetMinutes(zone: string | undefined): number | null {
  if (!zone || zone === "Z" || zone === "z" || zone === "UTC") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", "") || 0);
  if (hours > 23 || minutes > 59) return null;
  return (zone[0] === "-" ? -1 : 1) * (hours * 60 + minutes);
}

function toMicros(match: RegExpExecArray): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const offset = offsetMinutes(match[8]);
  const midnight = Date.UTC(year, month - 1, day);
  if (offset === null || hour > 23 || minute > 59 || second > 59) return null;
  if (month < 1 || day < 1 || new Date(midnight).getUTCMonth() !== month - 1) return null;
  const fraction = Number((match[7] ?? "").slice(0, 6).padEnd(6, "0"));
  return (midnight + ((hour * 60 + minute - offset) * 60 + second) * 1000) * 1000 + fraction;
}

/** RFC 3339 → microseconds; finer digits are cut off. Null when it is no such time. */
export function parseRfc3339(text: string): number | null {
  const match = strict.exec(text);
  return match && toMicros(match);
}

/**
 * The forms that usage files carry: RFC 3339, the same with a space or without a zone (UTC), a day alone, and Unix time
 * in seconds, milli-, micro- or nanoseconds by its number of digits.
 */
export function parseFileTime(given: string): number | null {
  const text = given.trim();
  const count = epoch.exec(text);
  if (count) {
    const [, whole = "", fraction = ""] = count;
    // the first 9 or 10 digits are the seconds, whatever the unit
    const head = whole.length % 3 === 0 ? 9 : 10;
    const rest = (whole.slice(head) + fraction).slice(0, 6).padEnd(6, "0");
    return Number(whole.slice(0, head)) * 1_000_000 + Number(rest);
  }
  const match = loose.exec(text);
  return match && toMicros(match);
}

/** Microseconds → RFC 3339 in UTC, with six digits only when they say something. */
export function formatMicrosTime(micros: number): string {
  const rest = ((micros % 1000) + 1000) % 1000;
  const iso = new Date((micros - rest) / 1000).toISOString();
  return rest === 0 ? iso : `${iso.slice(0, -1)}${String(rest).padStart(3, "0")}Z`;
}
