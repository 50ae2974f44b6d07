import "server-only";

// Next may load this module more than once in a process; the counts are one a process
const held = globalThis as unknown as { sluiceCouponOutcomes?: Map<string, number> };

function outcomes(): Map<string, number> {
  held.sluiceCouponOutcomes ??= new Map();
  return held.sluiceCouponOutcomes;
}

/** `act` is issue or redeem, `outcome` ok, replayed or the refusal's code. */
export function countOutcome(act: "issue" | "redeem", outcome: string): void {
  const name = `${act} ${outcome}`;
  const counts = outcomes();
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** What this process answered since it started, for the metrics. */
export function listOutcomes(): { act: string; outcome: string; count: number }[] {
  return [...outcomes()].map(([name, count]) => {
    const [act = "", outcome = ""] = name.split(" ");
    return { act, outcome, count };
  });
}
