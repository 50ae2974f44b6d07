import { floorToBucket, type Interval, nextBucket } from "./calendar";
import { moments } from "./growth";
import type { ReportRange } from "./usage-report";

/** A stretch of time of a report, in milliseconds since 1970. */
export type Piece = {
  /** The index of its bucket, or one of `moments`. */
  moment: number;
  from: number;
  to: number;
  /** A whole day, week or month of the zone, or a quarter of a day, that only late events enter: worth keeping. */
  isWhole: boolean;
};

export type ReportPieces = {
  /** Everything before this start of a month is read as one. */
  beginning: number;
  /** From `beginning` to the end of the range, without gaps. */
  pieces: Piece[];
};

/** The calendar units worth keeping for reports of an interval, the longest first. */
const units: Record<Interval, Exclude<Interval, "hour">[]> = {
  hour: ["day"],
  day: ["day"],
  week: ["week", "day"],
  month: ["month", "day"],
};

/** What keeps the day that goes on from being read from its start each time. */
const QUARTER_DAY = 6 * 3_600_000;

/**
 * A report, cut into whole calendar units of its zone and what is left over at their edges. `settledBefore` is the
 * instant before which only late events are written.
 */
export function cutReport(
  range: ReportRange,
  interval: Interval,
  zone: string,
  settledBefore: number,
): ReportPieces {
  const [from = 0] = range.edges;
  const beginning = floorToBucket(Math.min(range.periodBefore, settledBefore), "month", zone);
  const pieces: Piece[] = [];
  const cut = (moment: number, start: number, end: number) => {
    for (let at = start; at < end; ) {
      const next = nextPiece(at, end);
      pieces.push({ moment, from: at, to: next.to, isWhole: next.isWhole });
      at = next.to;
    }
  };
  const nextPiece = (at: number, end: number) => {
    for (const unit of units[interval]) {
      if (floorToBucket(at, unit, zone) !== at) continue;
      const to = nextBucket(at, unit, zone);
      if (to <= end && to <= settledBefore) return { to, isWhole: true };
    }
    const morning = floorToBucket(at, "day", zone);
    const rest = Math.min(end, nextBucket(morning, "day", zone));
    const to = at + QUARTER_DAY;
    if ((at - morning) % QUARTER_DAY === 0 && to <= rest && to <= settledBefore) return { to, isWhole: true };
    return { to: rest, isWhole: false };
  };
  cut(moments.longAgo, beginning, range.periodBefore);
  cut(moments.periodBefore, range.periodBefore, range.bucketBefore);
  cut(moments.bucketBefore, range.bucketBefore, from);
  for (const [bucket, edge] of range.edges.slice(1).entries()) cut(bucket, range.edges[bucket] ?? edge, edge);
  return { beginning, pieces };
}
