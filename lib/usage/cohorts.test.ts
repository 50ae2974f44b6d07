import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { broughtTriangle, cohortTriangle, foldTriangle, MOST_COHORTS, SeenBuckets } from "./cohorts";
import { UserSet } from "./user-set";

describe("cohorts", () => {
  it("worked by hand: new in the first week, back in the second and not in the third", () => {
    const seen = new SeenBuckets();
    seen.see(1, 0);
    seen.see(1, 1);
    seen.see(2, 0);
    seen.see(3, 1);
    seen.see(3, 2);
    // there before: in no cohort
    seen.see(4, -1);
    seen.see(4, 0);
    expect(cohortTriangle(seen, 3)).toEqual([[2, 1, 0], [1, 1], [0]]);
  });

  it("of a campaign are those whom it brought, back with whatever they use", () => {
    const [all, campaign] = [new SeenBuckets(), new SeenBuckets()];
    // brought by it, back without it
    all.see(1, 0);
    campaign.see(1, 0);
    all.see(1, 2);
    // there already when it reached them
    all.see(2, 0);
    all.see(2, 1);
    campaign.see(2, 1);
    expect(broughtTriangle(campaign, all, 3)).toEqual([[1, 0, 1], [0, 0], [0]]);
  });

  it("as one row leave out weeks that are not over", () => {
    // the third week goes on
    expect(foldTriangle([[10, 4, 3], [6, 5], [2]], 2)).toEqual([
      { after: 0, users: 16, of: 16 },
      { after: 1, users: 4, of: 10 },
      { after: 2, users: 0, of: 0 },
    ]);
  });

  it("are what a plain pass over the sightings says, in whatever order, as numbers or as sets", () => {
    const sighting = fc.record({
      user: fc.integer({ min: 0, max: 3000 }),
      when: fc.integer({ min: -2, max: MOST_COHORTS - 1 }),
    });
    fc.assert(
      fc.property(fc.array(sighting, { maxLength: 300 }), (sightings) => {
        const seen = new SeenBuckets();
        for (const [nth, { user, when }] of sightings.entries()) {
          if (nth % 2 === 0) seen.see(user, when);
          else {
            const one = new UserSet();
            one.add(user);
            seen.seeAll(one, when);
          }
        }
        const users = new Map<number, Set<number>>();
        for (const { user, when } of sightings)
          users.set(user, (users.get(user) ?? new Set()).add(Math.max(when, -1)));
        const plain = Array.from({ length: MOST_COHORTS }, (_, cohort) =>
          Array.from(
            { length: MOST_COHORTS - cohort },
            (__, after) =>
              [...users.values()].filter(
                (whens) => Math.min(...whens) === cohort && whens.has(cohort + after),
              ).length,
          ),
        );
        expect(cohortTriangle(seen, MOST_COHORTS)).toEqual(plain);
      }),
    );
  });
});
