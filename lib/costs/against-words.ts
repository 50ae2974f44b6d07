import type { CostsReport } from "./costs-view";

/** Why spend is not held against the days that the view is compared with; null when it is. */
export function whyNotCompared({
  rows,
  againstCompared,
  comparedWords,
}: Pick<CostsReport, "rows" | "againstCompared" | "comparedWords">): string | null {
  if (againstCompared || comparedWords === null) return null;
  const isOver = rows.some(({ isCurrent, isMissing }) => !isCurrent && !isMissing);
  return isOver
    ? `Not everything is known of ${comparedWords}`
    : `No full day of usage to hold against ${comparedWords}`;
}
