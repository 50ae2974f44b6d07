import "server-only";
import { recordAudit } from "../../audit/server";
import { ok, type Result } from "../../kernel/result";
import { bumpVersion, takeSwitchLock, versionServed } from "../../platform/changes";
import { switchDb, type Tx } from "../../platform/db";
import { AS_SET, type SwitchChange, type SwitchState } from "../switch";
import type { Switch } from "../switch-view";
import { loadSwitch, savePause, saveSwitch, toSwitch } from "./switch-store";

const patience = { maxWait: 30_000, timeout: 40_000 };

function told({ issuance, redemption, pause }: Omit<SwitchState, "pause"> & { pause: object | null }) {
  if (!pause) return { issuance, redemption };
  const { reason, message, resumeAt } = pause as NonNullable<SwitchState["pause"]>;
  return { issuance, redemption, reason, message, resumeAt };
}

/**
 * One change of the two global switches: exclusive lock → load → decide → save, history, audit, version, and what
 * `also` adds; all or nothing. Answers after the commit, and after this process serves the new flags where it serves any.
 */
export async function changeSwitch(
  decide: (state: SwitchState, now: Date, currentVersion: number) => Result<SwitchChange>,
  also: (tx: Tx) => Promise<void> = async () => {},
): Promise<Result<{ switch: Switch; act: SwitchChange["act"] }>> {
  let served: number | undefined;
  const outcome = await switchDb().$transaction(
    async (tx): Promise<Result<{ switch: Switch; act: SwitchChange["act"] }>> => {
      await takeSwitchLock(tx);
      const loaded = await loadSwitch(tx);
      const decided = decide(loaded.state, loaded.now, loaded.currentVersion);
      if (!decided.ok) return decided;
      const change = decided.value;
      if (change.act === "none") {
        await also(tx);
        return ok({ switch: toSwitch(loaded.row), act: "none" });
      }
      const byClock = change.act === "resumed" && change.why === AS_SET;
      const { version, at } = await bumpVersion(tx, { spread: byClock });
      await savePause(tx, loaded, change, version, at);
      const saved = await saveSwitch(tx, loaded, change, version, at);
      await recordAudit(tx, change.by, {
        action: `switch.${change.act}`,
        target: { kind: "switch", id: "promotions" },
        before: told(loaded.state),
        after: told(change.next),
        reason: change.why,
      });
      await also(tx);
      served = version;
      return ok({ switch: saved, act: change.act });
    },
    patience,
  );
  if (served !== undefined) await versionServed(served);
  return outcome;
}
