import { z } from "zod";
import { offsetMs } from "../kernel/local-time";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** Hours of some weekdays on the wall of the campaign's zone: `to` is exclusive; one not after `from` is the next day's. */
export type CampaignWindow = { days: Weekday[]; from: string; to: string };

const MOST_WINDOWS = 20;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const STRETCH_MS = 6 * 60 * MINUTE_MS;
/** Windows repeat by the week: what does not turn in this time never does. */
const HORIZON_MS = 9 * DAY_MS;

const clock = z
  .string("must be text")
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 09:30");
const days = z
  .array(z.enum(weekdays, { message: `must be one of ${weekdays.join(", ")}` }), "must be a list of weekdays")
  .min(1, "must name a day; leave it away for all")
  .transform((given) => weekdays.filter((day) => given.includes(day)));

const campaignWindow = z
  .strictObject({
    days: days.optional(),
    from: clock.optional(),
    to: z.union([clock, z.literal("24:00")], "must be a time of day such as 18:00, or 24:00").optional(),
  })
  .transform(({ days: given = [...weekdays], from = "00:00", to = "24:00" }) => ({ days: given, from, to }))
  .refine(({ from, to }) => from !== to, {
    path: ["to"],
    message: "must differ from the beginning; leave both away for the whole day",
  });

/** `windows` of a campaign. What is left away is said out in the answer: all days, from 00:00, to 24:00. */
export const campaignWindows = z
  .array(campaignWindow, "must be a list of windows")
  .min(1, "must have a window; leave it away to issue at any time")
  .max(MOST_WINDOWS, `may have at most ${MOST_WINDOWS} windows`);

/** As the database keeps and asks for them: days as ISO 8601 counts them, 1 = Monday. */
export type StoredWindow = { days: number[]; from: string; to: string };

export function toStoredWindows(windows: readonly CampaignWindow[]): StoredWindow[] {
  return windows.map(({ days: given, from, to }) => ({
    days: given.map((day) => weekdays.indexOf(day) + 1),
    from,
    to,
  }));
}

export function fromStoredWindows(stored: readonly StoredWindow[] | null): CampaignWindow[] | null {
  if (!stored) return null;
  return stored.map(({ days: given, from, to }) => ({
    days: weekdays.filter((_, nth) => given.includes(nth + 1)),
    from,
    to,
  }));
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** Milliseconds of the wall clock, counted as if they were UTC → open or not. */
function isOpenOnWall(windows: readonly CampaignWindow[], wallMs: number): boolean {
  const days = Math.floor(wallMs / DAY_MS);
  const minute = Math.floor((wallMs - days * DAY_MS) / MINUTE_MS);
  // day 0 of the epoch was a Thursday
  const dayOf = (day: number) => weekdays[(((day + 3) % 7) + 7) % 7] as Weekday;
  const [today, before] = [dayOf(days), dayOf(days - 1)];
  return windows.some((window) => {
    const [from, to] = [minutesOf(window.from), minutesOf(window.to)];
    if (from < to) return window.days.includes(today) && minute >= from && minute < to;
    return (window.days.includes(today) && minute >= from) || (window.days.includes(before) && minute < to);
  });
}

/** Whether the wall clock of `zone` stands in a window; always without any. As windows_are_open in the database. */
export function windowsAreOpen(
  windows: readonly CampaignWindow[] | undefined,
  zone: string | undefined,
  now: Date,
): boolean {
  if (!windows) return true;
  return isOpenOnWall(windows, now.getTime() + offsetMs(now.getTime(), zone ?? "UTC"));
}

/** The first instant after `from` and not after `to` at which the zone's offset is another one; `to` when none is. */
function offsetChange(zone: string, from: number, to: number): number {
  const offset = offsetMs(from, zone);
  if (offsetMs(to, zone) === offset) return to;
  let [same, other] = [from, to];
  while (other - same > 1_000) {
    const middle = Math.floor((same + other) / 2_000) * 1_000;
    if (middle <= same) break;
    if (offsetMs(middle, zone) === offset) same = middle;
    else other = middle;
  }
  return other;
}

/**
 * When the windows next open or close after `now`; null when they never do. A summer time that skips or repeats an hour
 * of the wall clock skips or repeats it in the windows too.
 */
export function nextWindowTurn(
  windows: readonly CampaignWindow[] | undefined,
  ofZone: string | undefined,
  now: Date,
): Date | null {
  if (!windows) return null;
  const zone = ofZone ?? "UTC";
  const isOpen = windowsAreOpen(windows, zone, now);
  const end = now.getTime() + HORIZON_MS;
  for (let at = now.getTime(); at < end; ) {
    const offset = offsetMs(at, zone);
    const until = offsetChange(zone, at, at + STRETCH_MS);
    const firstDay = Math.floor((at + offset) / DAY_MS);
    const lastDay = Math.floor((until + offset) / DAY_MS);
    const edges = new Set([until]);
    for (let day = firstDay; day <= lastDay; day += 1) {
      for (const { from, to } of windows) {
        for (const time of [from, to]) edges.add(day * DAY_MS + minutesOf(time) * MINUTE_MS - offset);
      }
    }
    const turn = [...edges]
      .filter((edge) => edge > at && edge <= until)
      .sort((a, b) => a - b)
      .find((edge) => windowsAreOpen(windows, zone, new Date(edge)) !== isOpen);
    if (turn !== undefined) return new Date(turn);
    at = until;
  }
  return null;
}

const names: Record<Weekday, string> = {
  mon: "Mon",
  tue: "Tue",
  wed: "Wed",
  thu: "Thu",
  fri: "Fri",
  sat: "Sat",
  sun: "Sun",
};

function describeDays(given: readonly Weekday[]): string {
  if (given.length === 7) return "every day";
  const at = given.map((day) => weekdays.indexOf(day));
  const isRun = at.length > 2 && at.every((day, nth) => nth === 0 || day === (at[nth - 1] ?? 0) + 1);
  const [first, last] = [given[0], given.at(-1)];
  if (isRun && first && last) return `${names[first]} to ${names[last]}`;
  return given.map((day) => names[day]).join(", ");
}

/** "Mon to Fri 09:00–18:00, Sat 10:00–14:00". */
export function describeWindows(windows: readonly CampaignWindow[]): string {
  return windows
    .map(({ days: given, from, to }) => {
      const hours = from === "00:00" && to === "24:00" ? "" : ` ${from}–${to}`;
      return `${describeDays(given)}${hours}`;
    })
    .join(", ");
}
