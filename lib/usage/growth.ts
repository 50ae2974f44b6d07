/**
 * Growth accounting over a run of calendar buckets, exact and in one pass: who was seen is told bucket by bucket, in
 * the order of time, and each user remembers in two bytes when it was last seen. Tell what lies before the range first.
 */
export type GrowthFigures = {
  activeUsers: number;
  newUsers: number;
  retainedUsers: number;
  returnedUsers: number;
  churnedUsers: number;
};

/** When a user was last seen before the range: the marks below the index of the first bucket. */
const NEVER = 0;
/** Before the stretch of equal length that precedes the range. */
const LONG_AGO = 1;
/** In that stretch, but not in its last bucket. */
const PERIOD_BEFORE = 2;
const BUCKET_BEFORE = 3;
const FIRST_BUCKET = 4;
/** What two bytes hold. */
export const MOST_BUCKETS = 65_000;

const PAGE = 1024;

/** Marks of users in pages, so that a group of few users costs little. */
class LastSeen {
  private readonly pages: (Uint16Array | undefined)[] = [];

  pageOf(user: number): Uint16Array {
    const at = Math.floor(user / PAGE);
    let page = this.pages[at];
    if (!page) {
      page = new Uint16Array(PAGE);
      this.pages[at] = page;
    }
    return page;
  }
}

/** When somebody was seen: the index of a bucket, or one of these below 0 for what lies before the range. */
export const moments = { longAgo: -3, periodBefore: -2, bucketBefore: -1 } as const;

const none = (): GrowthFigures => ({
  activeUsers: 0,
  newUsers: 0,
  retainedUsers: 0,
  returnedUsers: 0,
  churnedUsers: 0,
});

/** Is told who was seen, in the order of time: see GrowthCounter and SeenBuckets. */
export interface UserCounter {
  see(user: number, when: number): void;
  seeBits(first: number, bits: Uint8Array, when: number): void;
}

/** Calls back with everybody whose bit is set, the highest bit of the first byte being user `first`. */
export function eachBit(first: number, bits: Uint8Array, tell: (user: number) => void): void {
  for (let byte = 0; byte < bits.length; byte += 1) {
    const value = bits[byte] ?? 0;
    if (value === 0) continue;
    for (let bit = 0; bit < 8; bit += 1) {
      if ((value & (0x80 >> bit)) !== 0) tell(first + byte * 8 + bit);
    }
  }
}

export class GrowthCounter implements UserCounter {
  private readonly lastSeen = new LastSeen();
  private readonly figures: GrowthFigures[];
  private readonly range = none();
  private inPeriodBefore = 0;
  private inBucketBefore = 0;

  constructor(buckets: number) {
    if (buckets > MOST_BUCKETS) throw new Error(`more than ${MOST_BUCKETS} buckets`);
    this.figures = Array.from({ length: buckets }, none);
  }

  /** Never goes back from a bucket to an earlier one, nor from the range to before it. */
  see(user: number, when: number): void {
    const page = this.lastSeen.pageOf(user);
    const slot = user % PAGE;
    const last = page[slot] ?? NEVER;
    if (when < 0) {
      this.seeBefore(page, slot, last, when);
      return;
    }
    const now = FIRST_BUCKET + when;
    const figures = this.figures[when];
    if (last === now || !figures) return;
    page[slot] = now;
    figures.activeUsers += 1;
    if (last === NEVER) figures.newUsers += 1;
    else if (last === now - 1) figures.retainedUsers += 1;
    else figures.returnedUsers += 1;
    if (last < FIRST_BUCKET) this.seeFirstInRange(last);
  }

  seeBits(first: number, bits: Uint8Array, when: number): void {
    eachBit(first, bits, (user) => this.see(user, when));
  }

  private seeBefore(page: Uint16Array, slot: number, last: number, when: number): void {
    if (when === moments.longAgo) {
      if (last === NEVER) page[slot] = LONG_AGO;
      return;
    }
    if (last < PERIOD_BEFORE) this.inPeriodBefore += 1;
    if (when === moments.bucketBefore && last < BUCKET_BEFORE) {
      this.inBucketBefore += 1;
      page[slot] = BUCKET_BEFORE;
    } else if (last < PERIOD_BEFORE) page[slot] = PERIOD_BEFORE;
  }

  private seeFirstInRange(last: number): void {
    this.range.activeUsers += 1;
    if (last === NEVER) this.range.newUsers += 1;
    else if (last === LONG_AGO) this.range.returnedUsers += 1;
    else this.range.retainedUsers += 1;
  }

  /** The figures of each bucket. */
  buckets(): GrowthFigures[] {
    return this.figures.map((figures, index) => {
      const before = index === 0 ? this.inBucketBefore : (this.figures[index - 1]?.activeUsers ?? 0);
      return { ...figures, churnedUsers: before - figures.retainedUsers };
    });
  }

  /** The whole range as one bucket; the bucket before it is the stretch of as many buckets just before. */
  total(): GrowthFigures {
    return { ...this.range, churnedUsers: this.inPeriodBefore - this.range.retainedUsers };
  }
}
