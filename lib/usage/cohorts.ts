import type { UserCounter } from "./growth";
import { UserSet } from "./user-set";

/** More cohorts than these are no triangle that anybody reads. */
export const MOST_COHORTS = 30;

/** Who was seen in each of a run of buckets, and who before them. */
export class SeenBuckets implements UserCounter {
  private readonly before = new UserSet();
  private readonly buckets: (UserSet | undefined)[] = [];

  /** `when`: the index of a bucket; below 0 for what lies before them. */
  see(user: number, when: number): void {
    this.setOf(when).add(user);
  }

  seeAll(users: UserSet, when: number): void {
    this.setOf(when).addAll(users);
  }

  private setOf(when: number): UserSet {
    if (when < 0) return this.before;
    let bucket = this.buckets[when];
    if (!bucket) {
      bucket = new UserSet();
      this.buckets[when] = bucket;
    }
    return bucket;
  }

  seenIn(bucket: number): UserSet {
    return this.buckets[bucket] ?? new UserSet();
  }

  /** Who was seen in each bucket and never before it. */
  newcomers(buckets: number): UserSet[] {
    const ever = new UserSet();
    ever.addAll(this.before);
    return Array.from({ length: buckets }, (_, bucket) => {
      const fresh = this.seenIn(bucket).without(ever);
      ever.addAll(fresh);
      return fresh;
    });
  }
}

/** Of a cohort: who was seen so many buckets after its own. */
export type CohortCell = { after: number; users: number; of: number };

/** How many of each cohort (row) were seen how many buckets later (column): a triangle, the latest cohort one cell. */
function toTriangle(cohorts: readonly UserSet[], all: SeenBuckets): number[][] {
  const seen = cohorts.map((_, bucket) => all.seenIn(bucket));
  return cohorts.map((cohort, first) => seen.slice(first).map((users) => cohort.countIn(users)));
}

/** New users of each bucket, and who of them was seen in each later one. */
export function cohortTriangle(all: SeenBuckets, buckets: number): number[][] {
  return toTriangle(all.newcomers(buckets), all);
}

/**
 * The same for those whom one group brought: new users who used something of the group in the bucket they came in. They
 * are back with whatever they use later, of the group or not. Somebody may have been brought by two groups.
 */
export function broughtTriangle(group: SeenBuckets, all: SeenBuckets, buckets: number): number[][] {
  const brought = all.newcomers(buckets).map((fresh, bucket) => fresh.within(group.seenIn(bucket)));
  return toTriangle(brought, all);
}

/** All cohorts of a triangle as one row: each cell of those cohorts alone for which that bucket is over. */
export function foldTriangle(triangle: readonly number[][], bucketsOver: number): CohortCell[] {
  return triangle.map((_, after) => {
    const told = triangle.filter((__, cohort) => cohort + after < bucketsOver);
    const sum = (of: number) => told.reduce((total, row) => total + (row[of] ?? 0), 0);
    return { after, users: sum(after), of: sum(0) };
  });
}
