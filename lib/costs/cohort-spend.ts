import { floorToBucket, nextBucket } from "../usage";

/** Up to so many days cohorts are weeks; beyond they are months, so that a chart has few layers. */
const MOST_DAYS_BY_WEEK = 42;

export type CohortUnit = "week" | "month";

/** Weeks or months of the zone that days touch: starts, and the end of the last, in milliseconds. `edges` are of the days. */
export function cohortEdges(
  edges: readonly number[],
  zone: string,
): { unit: CohortUnit; cohortEdges: number[] } {
  const unit = edges.length - 1 <= MOST_DAYS_BY_WEEK ? "week" : "month";
  const end = edges.at(-1) ?? 0;
  const starts = [floorToBucket(edges[0] ?? 0, unit, zone)];
  for (let last = starts[0] ?? 0; last < end; ) {
    last = nextBucket(last, unit, zone);
    starts.push(last);
  }
  return { unit, cohortEdges: starts };
}

/** What one cohort did in some days: who was seen, and the cost that is known of them, in micro-units. */
export type CohortSum = { users: number; costMicros: bigint };

type Members = { has(user: number): boolean };

/**
 * Days of users added up by who came when. The last place of every list is of those who came before all cohorts. Costs are
 * whole micro-units below 2^53 a user and day; -1 is a cost that is not known, and adds nothing.
 */
export class CohortSpend {
  readonly days: bigint[][] = [];
  private readonly cohortOfUser = new Map<number, number>();
  private readonly sums: CohortSum[];

  constructor(private readonly cohorts: readonly Members[]) {
    this.sums = [...cohorts, null].map(() => ({ users: 0, costMicros: 0n }));
  }

  private cohortOf(user: number): number {
    let cohort = this.cohortOfUser.get(user);
    if (cohort === undefined) {
      const found = this.cohorts.findIndex((members) => members.has(user));
      cohort = found < 0 ? this.cohorts.length : found;
      this.cohortOfUser.set(user, cohort);
      const sum = this.sums[cohort];
      if (sum) sum.users += 1;
    }
    return cohort;
  }

  addDay(users: readonly number[], costs: readonly number[]): void {
    const day = this.sums.map(() => 0n);
    for (const [nth, user] of users.entries()) {
      const cohort = this.cohortOf(user);
      const cost = costs[nth] ?? -1;
      if (cost > 0) day[cohort] = (day[cohort] ?? 0n) + BigInt(cost);
    }
    for (const [cohort, sum] of this.sums.entries()) sum.costMicros += day[cohort] ?? 0n;
    this.days.push(day);
  }

  /** Cohort by cohort, the earliest first, and at the end who came before them. */
  inAll(): CohortSum[] {
    return this.sums;
  }
}
