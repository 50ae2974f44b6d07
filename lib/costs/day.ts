import { toInstant } from "../kernel/local-time";
import { floorToBucket, nextBucket, offsetMs } from "../usage";

/** A day of some calendar, `2026-11-21`. */
export type Day = string;
/** A month of some calendar, `2026-11`. */
export type Month = string;

const DAY_MS = 86_400_000;

const wordsOf = (day: Day) => Date.parse(`${day}T00:00:00Z`);

/** A day that exists, from the year 2000 to the year 2100: what usage may lie in. */
export function isDay(text: string): boolean {
  if (!/^(20\d\d|2100)-\d\d-\d\d$/.test(text)) return false;
  const at = wordsOf(text);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}

export function isMonth(text: string): boolean {
  return /^(20\d\d|2100)-(0[1-9]|1[0-2])$/.test(text);
}

/** The day that a calendar on the wall of `zone` shows at an instant (milliseconds). */
export function dayAt(at: number, zone: string): Day {
  return new Date(at + offsetMs(at, zone)).toISOString().slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
  return new Date(wordsOf(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days `to` lies after `from`. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((wordsOf(to) - wordsOf(from)) / DAY_MS);
}

/** `from` to `to`, both included. */
export function listDays(from: Day, to: Day): Day[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to) + 1) }, (_, nth) => addDays(from, nth));
}

/** The instant (milliseconds) at which a day begins in `zone`. */
export function startOfDay(day: Day, zone: string): number {
  const noon = toInstant(`${day}T12:00`, zone);
  if (!noon) throw new Error(`not a day: ${day}`);
  const start = floorToBucket(Date.parse(noon), "day", zone);
  // a day that the zone's calendar left out begins where the next one does
  return dayAt(start, zone) < day ? nextBucket(start, "day", zone) : start;
}

/** Starts of the days from `from` to `to`, both included, and the end of the last: quarter hours in every zone. */
export function dayEdges(from: Day, to: Day, zone: string): number[] {
  return [...listDays(from, to), addDays(to, 1)].map((day) => startOfDay(day, zone));
}

/**
 * The instant at which the same clock shows the same time `days` later (earlier when negative). Where the change of the
 * clocks leaves that time out, the first instant after it; where it comes twice, the first.
 */
export function sameTimeOfDay(at: number, days: number, zone: string): number {
  const wall = at + offsetMs(at, zone) + days * DAY_MS;
  const offsets = [offsetMs(wall - DAY_MS, zone), offsetMs(wall + DAY_MS, zone)];
  const shown = offsets
    .map((offset) => wall - offset)
    .filter((instant) => instant + offsetMs(instant, zone) === wall);
  if (shown.length > 0) return Math.min(...shown);
  return wall - Math.min(...offsets);
}

export const monthOf = (day: Day): Month => day.slice(0, 7);
export const firstDayOf = (month: Month): Day => `${month}-01`;

export function addMonths(month: Month, months: number): Month {
  const [year = 0, nth = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, nth - 1 + months, 1)).toISOString().slice(0, 7);
}

export function daysIn(month: Month): number {
  return daysBetween(firstDayOf(month), firstDayOf(addMonths(month, 1)));
}

export const lastDayOf = (month: Month): Day => addDays(firstDayOf(month), daysIn(month) - 1);

const inWords = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
const weekday = inWords({ weekday: "short" });
const longWeekday = inWords({ weekday: "long" });
const longMonth = inWords({ month: "long" });
const shortMonth = inWords({ month: "short" });

const numberOf = (day: Day) => Number(day.slice(8));
const monthWord = (day: Day) => shortMonth.format(wordsOf(day)).slice(0, 3);

/** "Saturday" */
export const weekdayOf = (day: Day): string => longWeekday.format(wordsOf(day));
/** "November" */
export const monthName = (month: Month): string => longMonth.format(wordsOf(firstDayOf(month)));
/** "Sat 21 Nov" */
export const formatDay = (day: Day): string =>
  `${weekday.format(wordsOf(day))} ${numberOf(day)} ${monthWord(day)}`;

/** As an axis shows it: "Thu 19", with the month at the first one shown and where it changes. */
export function axisLabel(day: Day, nth: number): string {
  const short = `${weekday.format(wordsOf(day))} ${numberOf(day)}`;
  return nth === 0 || numberOf(day) === 1 ? `${short} ${monthWord(day)}` : short;
}

/** "1–21 Nov 2026", "25 Oct – 21 Nov 2026", "Sat 21 Nov 2026" for one day. */
export function formatDays(from: Day, to: Day): string {
  if (from === to) return `${formatDay(to)} ${to.slice(0, 4)}`;
  if (monthOf(from) === monthOf(to))
    return `${numberOf(from)}–${numberOf(to)} ${monthWord(to)} ${to.slice(0, 4)}`;
  const year = from.slice(0, 4) === to.slice(0, 4) ? "" : ` ${from.slice(0, 4)}`;
  return `${numberOf(from)} ${monthWord(from)}${year} – ${numberOf(to)} ${monthWord(to)} ${to.slice(0, 4)}`;
}
