import "server-only";
import { ok } from "../../kernel/result";
import { decideDueMove } from "../campaign";
import { listDueCampaignKeys } from "./campaign-queries";
import { changeCampaign } from "./change-campaign";

/**
 * Starts, resumes and ends what has fallen due by the database's clock, each in a transaction of its own. Any number
 * of workers may call it at once: the lock and the row decide, so each move happens once. Returns how many happened
 * here.
 */
export async function carryOutDueMoves(): Promise<number> {
  let moves = 0;
  for (const key of await listDueCampaignKeys()) {
    const changed = await changeCampaign(key, (state, now) => ok(decideDueMove(state, now)));
    if (changed.ok && changed.value.act !== "none") moves += 1;
  }
  return moves;
}
