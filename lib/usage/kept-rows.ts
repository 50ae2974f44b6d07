import { z } from "zod";
import { ClosedPeriods, type ClosedStretch } from "./closed-periods";

/** How many full months before the running one keep every row of the ledger; "never" drops none. */
export const keptMonths = ["never", "13", "25", "37", "61", "85"] as const;
export type KeptMonths = (typeof keptMonths)[number];

export const keptRowsInput = z.strictObject({
  months: z.enum(keptMonths, "choose one of the list"),
  confirmed: z.literal("yes").optional(),
});

/** A month of UTC as rows are stored by, such as 2025-06. */
export type StoredMonth = string;

/** First instant and end of a stored month, milliseconds. */
export function storedMonthEdges(month: StoredMonth): { from: number; to: number } {
  const [year = 0, nth = 0] = month.split("-").map(Number);
  return { from: Date.UTC(year, nth - 1, 1), to: Date.UTC(year, nth, 1) };
}

/** The oldest month that still keeps its rows at `now` (milliseconds); null when all do. */
export function oldestKept(months: KeptMonths, now: number): StoredMonth | null {
  if (months === "never") return null;
  const running = new Date(now);
  return new Date(Date.UTC(running.getUTCFullYear(), running.getUTCMonth() - Number(months), 1))
    .toISOString()
    .slice(0, 7);
}

/** Why an old month keeps its rows. */
export type Hindrance = "open" | "unpriced" | "rerating" | "limit";

/** What a person does about it. */
export const hindranceWords: Record<Hindrance, string> = {
  open: "it is not closed: close it on the costs page",
  unpriced: "it has usage without a price or a rate, which could then never be settled: add them",
  rerating: "pricing it again is under way: approve or withdraw that",
  limit:
    "a campaign that limits all its costs counts what its users used then: end it, or take the limit away",
};

/**
 * What keeps a month from being dropped, if anything: rows may go once nothing can come to them or be changed by them.
 * `closed`: the closed periods, which lie on the clocks of the reports, so that two of them may cover a stored month.
 */
export function decideDrop(
  month: StoredMonth,
  state: {
    closed: readonly ClosedStretch[];
    waitingRequests: boolean;
    rerating: boolean;
    limitedCampaign: boolean;
  },
): Hindrance | null {
  const { from, to } = storedMonthEdges(month);
  if (new ClosedPeriods(state.closed).bookingOf(from * 1000) < to * 1000) return "open";
  if (state.waitingRequests) return "unpriced";
  if (state.rerating) return "rerating";
  return state.limitedCampaign ? "limit" : null;
}

/** `rows` went; `keptRows`, corrections of months before, stayed. */
export type DroppedMonth = { month: StoredMonth; rows: number; keptRows: number; droppedAt: string };
export type KeptRows = {
  months: KeptMonths;
  dropped: DroppedMonth[];
  /** Old months that keep their rows all the same. */
  waiting: { month: StoredMonth; hindrance: Hindrance }[];
};
