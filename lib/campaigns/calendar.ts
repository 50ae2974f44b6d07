import { toInstant, toLocalInput } from "../kernel/local-time";
import { firstParam, type SearchParams } from "../kernel/trail";
import type { Campaign } from "./campaign-view";

/** A month as the address names it: `2026-11`. */
export type Month = string;

type Dated = Pick<Campaign, "key" | "name" | "status" | "startsAt" | "endsAt"> & {
  launchedAt?: string | undefined;
  endedAt?: string | undefined;
};

/** A campaign in one week: from which day to which (0 = Monday), and whether it begins or ends there. */
export type CalendarBar<C> = {
  campaign: C;
  from: number;
  to: number;
  begins: boolean;
  ends: boolean;
  /** Which line of the week it stands in, from 0. */
  lane: number;
};
export type CalendarWeek<C> = { days: string[]; bars: CalendarBar<C>[]; lanes: number };

const DAY_MS = 86_400_000;
const dayOf = (instant: string, zone: string) => toLocalInput(instant, zone).slice(0, 10);
const plus = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
const between = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** The month that the address asks for, else the one in which `now` lies on the wall of `zone`. */
export function readMonth(params: SearchParams, now: Date, zone: string): Month {
  const month = firstParam(params, "month") ?? "";
  return /^(20[0-9]{2})-(0[1-9]|1[0-2])$/.test(month) ? month : dayOf(now.toISOString(), zone).slice(0, 7);
}

export function monthBeside(month: Month, by: 1 | -1): Month {
  return plus(`${month}-15`, by * 31).slice(0, 7);
}

/** The weeks from Monday that touch a month, as days. */
export function weeksOf(month: Month): string[][] {
  const first = `${month}-01`;
  const weekday = (new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7;
  const weeks: string[][] = [];
  for (let monday = plus(first, -weekday); monday.slice(0, 7) <= month; monday = plus(monday, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, nth) => plus(monday, nth)));
  }
  return weeks;
}

/** The instants between which the weeks of a month lie on the wall of `zone`; `to` is exclusive. */
export function boundsOf(month: Month, zone: string): { from: Date; to: Date } {
  const weeks = weeksOf(month);
  const [first = ""] = weeks[0] ?? [];
  const last = weeks.at(-1)?.at(-1) ?? first;
  const at = (day: string) => new Date(toInstant(`${day}T00:00`, zone) ?? `${day}T00:00:00Z`);
  return { from: at(first), to: at(plus(last, 1)) };
}

/** First and last day of a campaign on the wall of `zone`; null where it has none yet. */
export function spanOf(
  { startsAt, launchedAt, endsAt, endedAt }: Dated,
  zone: string,
): { from: string | null; to: string | null } {
  const begun = launchedAt ?? startsAt;
  // what ended at midnight ended the day before
  const over = endedAt ?? endsAt;
  return {
    from: begun === undefined ? null : dayOf(begun, zone),
    to: over === undefined ? null : dayOf(new Date(Date.parse(over) - 1).toISOString(), zone),
  };
}

/**
 * Campaigns laid out over the weeks of a month on the wall of `zone`, earlier ones above later ones, each week's lines
 * filled from the top. A campaign without an end goes on past the last day; one without a start is left out.
 */
export function layOutMonth<C extends Dated>(
  campaigns: readonly C[],
  month: Month,
  zone: string,
): CalendarWeek<C>[] {
  const spans = campaigns
    .map((campaign) => ({ campaign, ...spanOf(campaign, zone) }))
    .filter((one): one is typeof one & { from: string } => one.from !== null)
    .sort((a, b) =>
      a.from === b.from ? a.campaign.key.localeCompare(b.campaign.key) : a.from < b.from ? -1 : 1,
    );
  return weeksOf(month).map((days) => {
    const [monday = "", sunday = ""] = [days[0], days[6]];
    const taken: number[] = [];
    const bars = spans
      .filter(({ from, to }) => from <= sunday && (to === null || to >= monday))
      .map(({ campaign, from, to }): CalendarBar<C> => {
        const first = Math.max(0, between(monday, from));
        const last = to === null ? 6 : Math.min(6, between(monday, to));
        const free = taken.findIndex((until) => until < first);
        const lane = free < 0 ? taken.length : free;
        taken[lane] = Math.max(first, last);
        return {
          campaign,
          from: first,
          to: Math.max(first, last),
          begins: from >= monday,
          ends: to !== null && to <= sunday,
          lane,
        };
      });
    return { days, bars, lanes: taken.length };
  });
}
