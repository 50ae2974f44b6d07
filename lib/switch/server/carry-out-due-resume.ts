import "server-only";
import { ok } from "../../kernel/result";
import { decideDueResume } from "../switch";
import { changeSwitch } from "./change-switch";
import { isResumeDue } from "./switch-queries";

/**
 * Resumes what has fallen due by the database's clock. Any number of processes may call it at once: the lock and the
 * row decide, so it happens once. True when it happened here.
 */
export async function carryOutDueResume(): Promise<boolean> {
  if (!(await isResumeDue())) return false;
  const changed = await changeSwitch((state, now) => ok(decideDueResume(state, now)));
  return changed.ok && changed.value.act === "resumed";
}
