import { UserSet } from "./user-set";

/**
 * Growth accounting over a run of calendar buckets, exact and in one pass: who was seen is told bucket by bucket, in
 * the order of time, as sets of bits that are compared as a whole. Tell what lies before the range first.
 */
export type GrowthFigures = {
  activeUsers: number;
  newUsers: number;
  retainedUsers: number;
  returnedUsers: number;
  churnedUsers: number;
};

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
  seeAll(users: UserSet, when: number): void;
}

/** `moments` as places of a list. */
const BEFORE = 3;

export class GrowthCounter implements UserCounter {
  private readonly before = [new UserSet(), new UserSet(), new UserSet()] as const;
  private readonly figures: GrowthFigures[];
  /** Everybody seen up to the bucket before the one that is told of; null until the range begins. */
  private ever: UserSet | null = null;
  private readonly range = new UserSet();
  private bucket = -1;
  private now = new UserSet();
  private last: UserSet = this.before[2];

  constructor(buckets: number) {
    this.figures = Array.from({ length: buckets }, none);
  }

  /** Never goes back from a bucket to an earlier one, nor from the range to before it. */
  see(user: number, when: number): void {
    this.setOf(when).add(user);
  }

  seeAll(users: UserSet, when: number): void {
    this.setOf(when).addAll(users);
  }

  private setOf(when: number): UserSet {
    if (when < 0) return this.before[when + BEFORE] ?? this.before[0];
    if (when !== this.bucket) this.turnTo(when);
    return this.now;
  }

  private everBefore(): UserSet {
    const ever = new UserSet();
    for (const users of this.before) ever.addAll(users);
    return ever;
  }

  /** Closes the bucket that was told of. */
  private turnTo(next: number): void {
    this.ever ??= this.everBefore();
    const figures = this.figures[this.bucket];
    if (figures) {
      const { all, inFirst: known, inSecond: retained } = this.now.overlap(this.ever, this.last);
      figures.activeUsers = all;
      figures.newUsers = all - known;
      figures.retainedUsers = retained;
      figures.returnedUsers = known - retained;
      this.ever.addAll(this.now);
      this.range.addAll(this.now);
      this.last = this.now;
      this.now = new UserSet();
    }
    // nobody was seen in what lies between
    if (next > this.bucket + 1) this.last = new UserSet();
    this.bucket = next;
  }

  /** The figures of each bucket. Ends the telling, as `total` does. */
  buckets(): GrowthFigures[] {
    this.turnTo(this.figures.length);
    const inBucketBefore = this.before[2].size;
    return this.figures.map((figures, index) => {
      const before = index === 0 ? inBucketBefore : (this.figures[index - 1]?.activeUsers ?? 0);
      return { ...figures, churnedUsers: before - figures.retainedUsers };
    });
  }

  /** The whole range as one bucket; the bucket before it is the stretch of as many buckets just before. */
  total(): GrowthFigures {
    this.turnTo(this.figures.length);
    const period = new UserSet();
    period.addAll(this.before[1]);
    period.addAll(this.before[2]);
    const { all, inFirst: known, inSecond: retained } = this.range.overlap(this.everBefore(), period);
    return {
      activeUsers: all,
      newUsers: all - known,
      retainedUsers: retained,
      returnedUsers: known - retained,
      churnedUsers: period.size - retained,
    };
  }
}
