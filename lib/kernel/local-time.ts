type Clock = { format: Intl.DateTimeFormat; offsets: Map<number, number> };
const clocks = new Map<string, Clock>();
const MOST_CLOCKS = 100;
const MOST_OFFSETS = 4_096;

// making a format costs a hundred times what using it does
function clockOf(zone: string): Clock {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = {
      format: new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }),
      offsets: new Map(),
    };
    if (clocks.size > MOST_CLOCKS) clocks.clear();
    clocks.set(zone, clock);
  }
  return clock;
}

function readOffset(text: string): number {
  const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
  if (!match?.[1]) return 0;
  const [, sign, hours, minutes, seconds = "0"] = match;
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === "-" ? -ms : ms;
}

/** Milliseconds that a zone's clock is ahead of UTC at an instant. A screen asks for the same midnights each time. */
export function offsetMs(at: number, zone: string): number {
  const { format, offsets } = clockOf(zone);
  const known = offsets.get(at);
  if (known !== undefined) return known;
  const offset = readOffset(format.format(at));
  if (offsets.size >= MOST_OFFSETS) offsets.clear();
  offsets.set(at, offset);
  return offset;
}

/**
 * What a clock on the wall of `zone` shows (`2026-11-27T10:00`, as datetime-local gives it) → the instant, RFC 3339 in
 * UTC. A time that the spring change skips is read as the hour after it; one that autumn repeats as the first. Null
 * when it is no such time.
 */
export function toInstant(local: string, zone: string): string | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?$/.exec(local);
  if (!match) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((n) => Number(n ?? 0));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  if (new Date(wall).getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return null;
  const before = offsetMs(wall - 86_400_000, zone);
  const guess = wall - before;
  const there = offsetMs(guess, zone);
  const at = there === before ? guess : wall - there;
  return new Date(offsetMs(at, zone) === there ? at : guess).toISOString();
}

/** The instant as datetime-local wants it on the wall of `zone`: `2026-11-27T10:00`. */
export function toLocalInput(instant: string, zone: string): string {
  const at = Date.parse(instant);
  return new Date(at + offsetMs(at, zone)).toISOString().slice(0, 16);
}

/** The instant in words: `Fri 27 Nov 10:00`, with the year when it is not `thisYear`. */
export function formatInstant(instant: string, zone: string, thisYear?: number): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(new Date(instant));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  const year = thisYear === undefined || Number(part("year")) === thisYear ? "" : ` ${part("year")}`;
  return `${part("weekday")} ${part("day")} ${part("month").slice(0, 3)}${year} ${part("hour")}:${part("minute")}`;
}
