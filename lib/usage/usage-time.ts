/** Times of usage are microseconds since 1970, which a double holds exactly. */

/** From the year 2000 on, every zone's clock differs from UTC by whole quarters of an hour. */
export const EARLIEST_MICROS = Date.UTC(2000, 0, 1) * 1000;
/** The year 2100 is the last one. */
export const BEYOND_MICROS = Date.UTC(2101, 0, 1) * 1000;

export function isUsageTime(micros: number): boolean {
  return micros >= EARLIEST_MICROS && micros < BEYOND_MICROS;
}

const strict = /^(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;
const loose =
  /^(\d{4}[-/]\d\d[-/]\d\d)(?:[Tt ]+(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?\s*(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?$/;
const epoch = /^(\d{9,10}|\d{12,13}|\d{15,16}|\d{18,19})(?:\.(\d+))?$/;

function offsetMinutes(zone: string | undefined): number | null {
  if (!zone || zone === "Z" || zone === "z" || zone === "UTC") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", "") || 0);
  if (hours > 23 || minutes > 59) return null;
  return (zone[0] === "-" ? -1 : 1) * (hours * 60 + minutes);
}

/** Rows of a file mostly share their day with the row before. */
let lastDay = "";
let lastMidnight = 0;

/** Midnight UTC of `2026-11-27` in milliseconds; null when there is no such day. */
function midnightOf(day: string): number | null {
  if (day === lastDay) return lastMidnight;
  const month = Number(day.slice(5, 7));
  const midnight = Date.UTC(Number(day.slice(0, 4)), month - 1, Number(day.slice(8, 10)));
  if (new Date(midnight).getUTCMonth() !== month - 1 || day.slice(8, 10) === "00") return null;
  lastDay = day;
  lastMidnight = midnight;
  return midnight;
}

/** `day` has ten characters; the clock's parts may be absent. */
function toMicros(
  day: string,
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
  fraction: string | undefined,
  zone: string | undefined,
): number | null {
  const midnight = midnightOf(day);
  const offset = offsetMinutes(zone);
  const hours = Number(hour ?? 0);
  const minutes = Number(minute ?? 0);
  const seconds = Number(second ?? 0);
  if (midnight === null || offset === null || hours > 23 || minutes > 59 || seconds > 59) return null;
  const micros = fraction === undefined ? 0 : Number(fraction.slice(0, 6).padEnd(6, "0"));
  return (midnight + ((hours * 60 + minutes - offset) * 60 + seconds) * 1000) * 1000 + micros;
}

/** RFC 3339 → microseconds; finer digits are cut off. Null when it is no such time. */
export function parseRfc3339(text: string): number | null {
  const match = strict.exec(text);
  return match && toMicros(match[1] ?? "", match[2], match[3], match[4], match[5], match[6]);
}

/**
 * The forms that usage files carry: RFC 3339, the same with a space or without a zone (UTC), a day alone, and Unix time
 * in seconds, milli-, micro- or nanoseconds by its number of digits.
 */
export function parseFileTime(given: string): number | null {
  const text = given.trim();
  const match = loose.exec(text);
  if (match)
    return toMicros((match[1] ?? "").replaceAll("/", "-"), match[2], match[3], match[4], match[5], match[6]);
  const count = epoch.exec(text);
  if (!count) return null;
  const [, whole = "", fraction = ""] = count;
  // the first 9 or 10 digits are the seconds, whatever the unit
  const head = whole.length % 3 === 0 ? 9 : 10;
  const rest = (whole.slice(head) + fraction).slice(0, 6).padEnd(6, "0");
  return Number(whole.slice(0, head)) * 1_000_000 + Number(rest);
}

/** Microseconds → RFC 3339 in UTC, with six digits only when they say something. */
export function formatMicrosTime(micros: number): string {
  const rest = ((micros % 1000) + 1000) % 1000;
  const iso = new Date((micros - rest) / 1000).toISOString();
  return rest === 0 ? iso : `${iso.slice(0, -1)}${String(rest).padStart(3, "0")}Z`;
}
