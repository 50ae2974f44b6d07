import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { decideAmendPause, decidePausePromotions, decideResumePromotions } from "../switch";
import type { AmendInput, PauseInput, ResumeInput } from "../switch-input";
import type { Switch } from "../switch-view";
import { changeSwitch } from "./change-switch";
import { extendAllCoupons } from "./switch-store";

async function extendExpiry(actor: Actor, days: number): Promise<void> {
  await db().$transaction(
    async (tx) => {
      const { added, coupons } = await extendAllCoupons(tx, days);
      if (added === 0) return;
      await recordAudit(tx, actor, {
        action: "coupons.expiry_extended",
        target: { kind: "switch", id: "promotions" },
        after: { days: added, coupons },
      });
    },
    { maxWait: 5_000, timeout: 120_000 },
  );
}

/**
 * Stops every issuance from the commit on; coupons already issued stay redeemable unless `redemption` says otherwise.
 * Never refused because promotions are paused already. Answers after the commit.
 */
export async function pausePromotions(actor: Actor, fields: PauseInput = {}): Promise<Result<Switch>> {
  const may = authorize(actor, "pause");
  if (!may.ok) return may;
  const changed = await changeSwitch((state, now) => decidePausePromotions(state, fields, actor, now));
  if (!changed.ok) return changed;
  // after the commit of the pause, so that extending many coupons never holds it up
  if (fields.extendExpiryDays) await extendExpiry(actor, fields.extendExpiryDays);
  return ok(changed.value.switch);
}

/** Changes the pause that stands: `invalid_transition` when none does. */
export async function amendPause(actor: Actor, fields: AmendInput): Promise<Result<Switch>> {
  const may = authorize(actor, "pause");
  if (!may.ok) return may;
  const changed = await changeSwitch((state, now) => decideAmendPause(state, fields, actor, now));
  if (!changed.ok) return changed;
  if (fields.extendExpiryDays) await extendExpiry(actor, fields.extendExpiryDays);
  return ok(changed.value.switch);
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
