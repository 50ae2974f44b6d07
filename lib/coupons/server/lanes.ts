import "server-only";
import { createIssueLane, type IssueQuestion } from "./issue-sql";
import type { Lane } from "./lane";
import { createRedeemLane, type RedeemQuestion } from "./redeem-sql";
import { flushRefused } from "./refused-meanwhile";

// Next may load this module more than once in a process; each lane is one a process
const held = globalThis as unknown as {
  sluiceIssueLane?: Lane<IssueQuestion>;
  sluiceRedeemLane?: Lane<RedeemQuestion>;
};

export function issueLane(): Lane<IssueQuestion> {
  held.sluiceIssueLane ??= createIssueLane();
  return held.sluiceIssueLane;
}

export function redeemLane(): Lane<RedeemQuestion> {
  held.sluiceRedeemLane ??= createRedeemLane();
  return held.sluiceRedeemLane;
}

/** On a clean shutdown, after the last request is answered: lets calls under way finish and closes both connections. */
export async function closeCouponLanes(): Promise<void> {
  await Promise.all([held.sluiceIssueLane?.close(), held.sluiceRedeemLane?.close()]);
  await flushRefused();
}
