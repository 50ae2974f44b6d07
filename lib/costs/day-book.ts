import { addDays, axisLabel, type Day, dayAt, daysBetween, startOfDay } from "./day";
import type { ConvertedDiscounts } from "./discounts";
import type { ChartBucket } from "./overview-view";
import type { CostDay } from "./user-cost";

export type DayUsers = {
  activeUsers: number;
  newUsers: number;
  retainedUsers: number;
  returnedUsers: number;
  churnedUsers: number;
};

/** Additive figures of one day and group. Micro-units of the reporting currency. */
export type DaySum = {
  /** Index of the day. */
  bucket: number;
  /** "" = none. */
  group: string;
  requests: number;
  inputTokens: number;
  outputTokens: number;
  costMicros: bigint;
  unpricedRequests: number;
  unconvertedRequests: number;
};

/** Figures of a run of days of one calendar. */
export type DayBook = {
  days: Day[];
  /** Starts of the days and the end of the last, in milliseconds. */
  edges: number[];
  /** By the index of the day. */
  users: DayUsers[];
  /** By day and group; groups without a request on a day are left away. */
  sums: DaySum[];
};

/**
 * Days of the first and the last event; null before the first. `firstFull`: the first day that is known from its beginning,
 * the first unless it says otherwise.
 */
export type Span = { first: Day; last: Day; firstFull?: Day } | null;

/** The quarter of an hour that usage is added up by. */
const QUARTER_MS = 900_000;

/** The days from the first event to the last: a day that had begun before the first one is a part of a day. */
export function toSpan(firstEventAt: string, lastEventAt: string, zone: string): NonNullable<Span> {
  const at = Date.parse(firstEventAt);
  const first = dayAt(at, zone);
  const isWhole = at < startOfDay(first, zone) + QUARTER_MS;
  return {
    first,
    last: dayAt(Date.parse(lastEventAt), zone),
    firstFull: isWhole ? first : addDays(first, 1),
  };
}

/** Something is known of the day, and not from its beginning. */
export const isPartOfDay = (day: Day, span: Span): boolean =>
  span !== null && day >= span.first && day < (span.firstFull ?? span.first);

export const nobody: DayUsers = {
  activeUsers: 0,
  newUsers: 0,
  retainedUsers: 0,
  returnedUsers: 0,
  churnedUsers: 0,
};

/** Spend of each day. */
export function spendByDay({ days, sums }: Pick<DayBook, "days" | "sums">): bigint[] {
  const spend = days.map(() => 0n);
  for (const { bucket, costMicros } of sums) spend[bucket] = (spend[bucket] ?? 0n) + costMicros;
  return spend;
}

/** Books of stretches that follow one another as one. */
export function joinBooks(parts: readonly DayBook[]): DayBook {
  const whole: DayBook = { days: [], edges: [], users: [], sums: [] };
  for (const { days, edges, users, sums } of parts) {
    const first = whole.days.length;
    whole.sums.push(...sums.map((sum) => ({ ...sum, bucket: sum.bucket + first })));
    whole.days.push(...days);
    whole.users.push(...users);
    // the end of a stretch is the start of the next
    whole.edges = [...whole.edges.slice(0, -1), ...edges];
  }
  return whole;
}

/** The part of a book from `from` to `to`, both included. */
export function sliceBook(book: DayBook, from: Day, to: Day): DayBook {
  const first = daysBetween(book.days[0] ?? from, from);
  const count = daysBetween(from, to) + 1;
  return {
    days: book.days.slice(first, first + count),
    edges: book.edges.slice(first, first + count + 1),
    users: book.users.slice(first, first + count),
    sums: book.sums
      .filter(({ bucket }) => bucket >= first && bucket < first + count)
      .map((sum) => ({ ...sum, bucket: sum.bucket - first })),
  };
}

/** A full day that lies before the first event or after the last: nothing is known of it, and that is no zero. */
export function isMissing(day: Day, span: Span, today: Day): boolean {
  return day < today && (!span || day < span.first || day > span.last);
}

/** The days of a book that are over and that something is known of, with their discounts; the first may be a part of one. */
export function fullDays(
  book: DayBook,
  discounts: Pick<ConvertedDiscounts, "buckets">,
  span: Span,
  today: Day,
): CostDay[] {
  const spend = spendByDay(book);
  return book.days.flatMap((day, nth): CostDay[] =>
    day >= today || isMissing(day, span, today)
      ? []
      : [
          {
            day,
            newUsers: book.users[nth]?.newUsers ?? 0,
            spendMicros: spend[nth] ?? 0n,
            discountMicros: discounts.buckets[nth]?.micros ?? 0n,
            ...(isPartOfDay(day, span) && { noPace: true }),
          },
        ],
  );
}

/** Groups that cost anything, or took something back: what has no price yet is told elsewhere, and not as a series of nothing. */
export function costlyGroups({ sums }: Pick<DayBook, "sums">): Set<string> {
  return new Set(sums.filter(({ costMicros }) => costMicros !== 0n).map(({ group }) => group));
}

/** What is drawn of a group without a name. */
export const NO_NAME = "not named";

/** A book as the chart shows it: gaps where nothing is known, and no churned users before the day is over. */
export function toChartBuckets(book: DayBook, span: Span, today: Day): ChartBucket[] {
  const costly = costlyGroups(book);
  return book.days.map((day, nth) => {
    const isCurrent = day === today;
    const missing = isMissing(day, span, today);
    const users = book.users[nth] ?? nobody;
    return {
      start: new Date(book.edges[nth] ?? 0).toISOString(),
      label: axisLabel(day, nth),
      isCurrent,
      users: missing
        ? null
        : {
            active: users.activeUsers,
            new: users.newUsers,
            retained: users.retainedUsers,
            returned: users.returnedUsers,
            churned: isCurrent ? null : users.churnedUsers,
          },
      spend: missing
        ? null
        : book.sums
            .filter(({ bucket, group }) => bucket === nth && costly.has(group))
            .map(({ group, costMicros }) => ({ model: group || NO_NAME, micros: String(costMicros) })),
    };
  });
}
