import "server-only";
import { type Actor, authorize } from "../../auth";
import { awaitExtension, startPauseExtension } from "../../campaigns/server";
import { ok, type Result, refuse } from "../../kernel/result";
import { decideAmendPause, decidePausePromotions, decideResumePromotions } from "../switch";
import type { AmendInput, PauseInput, ResumeInput } from "../switch-input";
import type { Switch } from "../switch-view";
import { changeSwitch } from "./change-switch";

/** A change of the pause that stands, and the extension that it carries: begun in its transaction, then waited for. */
async function changePause(
  actor: Actor,
  days: number | undefined,
  decide: Parameters<typeof changeSwitch>[0],
): Promise<Result<Switch>> {
  let extension: string | null = null;
  const changed = await changeSwitch(decide, async (tx) => {
    if (days) extension = await startPauseExtension(tx, actor, null, days);
  });
  if (!changed.ok) return changed;
  // batch by batch after the commit of the pause, so that extending many coupons holds nothing up
  if (extension) await awaitExtension(extension);
  return ok(changed.value.switch);
}

/** "In two hours" is two hours from the database's now. */
function atAnInstant<F extends PauseInput | AmendInput>({ resumeInMinutes, ...fields }: F, now: Date) {
  if (resumeInMinutes === undefined) return fields;
  return { ...fields, resumeAt: new Date(now.getTime() + resumeInMinutes * 60_000) };
}

/**
 * Stops every issuance from the commit on; coupons already issued stay redeemable unless `redemption` says otherwise.
 * Never refused because promotions are paused already. Answers after the commit.
 */
export async function pausePromotions(actor: Actor, fields: PauseInput = {}): Promise<Result<Switch>> {
  const may = authorize(actor, "pause");
  if (!may.ok) return may;
  return changePause(actor, fields.extendExpiryDays, (state, now) =>
    decidePausePromotions(state, atAnInstant(fields, now), actor, now),
  );
}

/** Changes the pause that stands: `invalid_transition` when none does. */
export async function amendPause(actor: Actor, fields: AmendInput): Promise<Result<Switch>> {
  const may = authorize(actor, "pause");
  if (!may.ok) return may;
  return changePause(actor, fields.extendExpiryDays, (state, now) =>
    decideAmendPause(state, atAnInstant(fields, now), actor, now),
  );
}

/** Opens both switches: one's own pause, or an executive or administrator. While on it changes nothing. */
export async function resumePromotions(actor: Actor, fields: ResumeInput = {}): Promise<Result<Switch>> {
  const may = authorize(actor, "resume_own_pause");
  if (!may.ok) return may;
  const changed = await changeSwitch((state) => decideResumePromotions(state, fields, actor));
  return changed.ok ? ok(changed.value.switch) : changed;
}

/**
 * Takes a pause back while nothing has changed since `version`, the one the person saw: `edit_conflict` otherwise.
 * Whoever may resume may undo.
 */
export async function undoPause(actor: Actor, version: number): Promise<Result<Switch>> {
  const may = authorize(actor, "resume_own_pause");
  if (!may.ok) return may;
  const changed = await changeSwitch((state, _, current) => {
    if (current !== version) {
      return refuse(
        "edit_conflict",
        "Something changed since you paused, so this can no longer be undone. Resume instead.",
      );
    }
    return decideResumePromotions(state, { reason: "undone" }, actor);
  });
  return changed.ok ? ok(changed.value.switch) : changed;
}
