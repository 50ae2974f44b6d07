import { offsetMs } from "../kernel/local-time";

export { offsetMs };

/** Calendar buckets of a time zone, in milliseconds since 1970. Weeks begin on Monday. */
export const intervals = ["hour", "day", "week", "month"] as const;
export type Interval = (typeof intervals)[number];

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The first instant at which the zone's clocks show the wall time or, where spring skips it, one after it. */
function instantOf(wall: number, zone: string): number {
  const before = offsetMs(wall - DAY, zone);
  const after = offsetMs(wall + DAY, zone);
  if (before === after) return wall - before;
  const shown = [wall - before, wall - after].filter((at) => at + offsetMs(at, zone) === wall);
  if (shown.length > 0) return Math.min(...shown);
  // skipped: the change of the clocks is the first instant after it
  let low = wall - Math.max(before, after);
  let high = wall - Math.min(before, after);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(middle, zone) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** The wall time at which the calendar bucket of a wall time begins. */
function floorWall(wall: number, interval: Exclude<Interval, "hour">): number {
  const midnight = wall - (((wall % DAY) + DAY) % DAY);
  if (interval === "day") return midnight;
  const date = new Date(midnight);
  if (interval === "month") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  return midnight - ((date.getUTCDay() + 6) % 7) * DAY;
}

function stepWall(wall: number, interval: Exclude<Interval, "hour">, steps: number): number {
  if (interval === "day") return wall + steps * DAY;
  if (interval === "week") return wall + steps * 7 * DAY;
  const date = new Date(wall);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + steps, 1);
}

const hourOfWall = (wall: number) => Math.floor(wall / HOUR);

/** An hour begins where the minute hand passes twelve, or where the clocks are put on into it. */
function isHourStart(at: number, zone: string): boolean {
  const wall = at + offsetMs(at, zone);
  return wall % HOUR === 0 || hourOfWall(at - 1 + offsetMs(at - 1, zone)) < hourOfWall(wall);
}

/** Whether every whole hour after `at`, a whole hour itself, begins one of the zone's. No zone changes twice in a day. */
function isEven(at: number, until: number, zone: string): boolean {
  const offset = offsetMs(at, zone);
  return (at + offset) % HOUR === 0 && offset === offsetMs(until, zone);
}

function floorHour(at: number, zone: string): number {
  let start = at - (((at % QUARTER) + QUARTER) % QUARTER);
  while (!isHourStart(start, zone)) start -= QUARTER;
  return start;
}

/** The start of the bucket that an instant lies in. */
export function floorToBucket(at: number, interval: Interval, zone: string): number {
  if (interval === "hour") return floorHour(at, zone);
  return instantOf(floorWall(at + offsetMs(at, zone), interval), zone);
}

/** The start of the bucket after the one that begins at `start`. */
export function nextBucket(start: number, interval: Interval, zone: string): number {
  if (interval === "hour") {
    if (isEven(start, start + HOUR, zone)) return start + HOUR;
    let next = start + QUARTER;
    while (!isHourStart(next, zone)) next += QUARTER;
    return next;
  }
  const wall = floorWall(start + offsetMs(start, zone), interval);
  for (let steps = 1; ; steps += 1) {
    const next = instantOf(stepWall(wall, interval, steps), zone);
    // a day that the calendar of a zone left out has no length
    if (next > start) return next;
  }
}

/** The start of the bucket `steps` before the one that begins at `start`. */
export function earlierBucket(start: number, interval: Interval, zone: string, steps = 1): number {
  let at = start;
  for (let step = 0; step < steps; step += 1) at = floorToBucket(at - 1, interval, zone);
  return at;
}

/**
 * The starts of the buckets from `from` to `to`, and `to` itself last. Both must be starts of buckets. Null when there
 * would be more than `most` buckets.
 */
export function listBuckets(
  from: number,
  to: number,
  interval: Interval,
  zone: string,
  most: number,
): number[] | null {
  const starts = [from];
  for (let at = from; at < to; ) {
    if (starts.length > most + 1) return null;
    const evenHours = interval === "hour" && to - at >= DAY && isEven(at, at + DAY, zone);
    const until = evenHours ? at + DAY : nextBucket(at, interval, zone);
    if (evenHours) for (at += HOUR; at < until; at += HOUR) starts.push(at);
    at = until;
    starts.push(at);
  }
  return starts.length > most + 1 ? null : starts;
}
