import { eachBit, type UserCounter } from "./growth";

/** What four bytes hold beside the mark of users who were there before. */
export const MOST_COHORTS = 30;
const EARLIER = 31;
const PAGE = 1024;

/** In which of at most thirty buckets each user was seen, and who was seen before them: four bytes a user. */
export class SeenBuckets implements UserCounter {
  private readonly pages: (Uint32Array | undefined)[] = [];

  /** `when`: the index of a bucket; below 0 for what lies before them. */
  see(user: number, when: number): void {
    const at = Math.floor(user / PAGE);
    let page = this.pages[at];
    if (!page) {
      page = new Uint32Array(PAGE);
      this.pages[at] = page;
    }
    const slot = user % PAGE;
    page[slot] = (page[slot] ?? 0) | (1 << (when < 0 ? EARLIER : when));
  }

  seeBits(first: number, bits: Uint8Array, when: number): void {
    eachBit(first, bits, (user) => this.see(user, when));
  }

  /** Bit n: seen in bucket n; the highest: seen before all of them. */
  maskOf(user: number): number {
    return this.pages[Math.floor(user / PAGE)]?.[user % PAGE] ?? 0;
  }

  *users(): Generator<[user: number, mask: number]> {
    for (const [at, page] of this.pages.entries()) {
      if (!page) continue;
      for (let slot = 0; slot < PAGE; slot += 1) {
        const mask = page[slot] ?? 0;
        if (mask !== 0) yield [at * PAGE + slot, mask];
      }
    }
  }
}

/** The bucket in which a user was first seen; null for users from before. */
function firstBucket(mask: number): number | null {
  if (mask >>> EARLIER === 1) return null;
  return 31 - Math.clz32(mask & -mask);
}

/** Of a cohort: who was seen so many buckets after its own. */
export type CohortCell = { after: number; users: number; of: number };

/** How many users of each cohort (row) were seen how many buckets later (column): a triangle, the latest cohort one cell. */
function emptyTriangle(buckets: number): number[][] {
  return Array.from({ length: buckets }, (_, cohort) => Array<number>(buckets - cohort).fill(0));
}

function addUser(triangle: number[][], first: number, mask: number): void {
  const row = triangle[first];
  if (!row) return;
  for (let after = 0; after < row.length; after += 1)
    if ((mask & (1 << (first + after))) !== 0) row[after] = (row[after] ?? 0) + 1;
}

/** New users of each bucket, and who of them was seen in each later one. */
export function cohortTriangle(all: SeenBuckets, buckets: number): number[][] {
  const triangle = emptyTriangle(buckets);
  for (const [, mask] of all.users()) {
    const first = firstBucket(mask);
    if (first !== null) addUser(triangle, first, mask);
  }
  return triangle;
}

/**
 * The same for those whom one group brought: new users who used something of the group in the bucket they came in. They
 * are back with whatever they use later, of the group or not. Somebody may have been brought by two groups.
 */
export function broughtTriangle(group: SeenBuckets, all: SeenBuckets, buckets: number): number[][] {
  const triangle = emptyTriangle(buckets);
  for (const [user, own] of group.users()) {
    const mask = all.maskOf(user);
    const first = firstBucket(mask);
    if (first !== null && (own & (1 << first)) !== 0) addUser(triangle, first, mask);
  }
  return triangle;
}

/** All cohorts of a triangle as one row: each cell of those cohorts alone for which that bucket is over. */
export function foldTriangle(triangle: readonly number[][], bucketsOver: number): CohortCell[] {
  return triangle.map((_, after) => {
    const told = triangle.filter((__, cohort) => cohort + after < bucketsOver);
    const sum = (of: number) => told.reduce((total, row) => total + (row[of] ?? 0), 0);
    return { after, users: sum(after), of: sum(0) };
  });
}
