import "server-only";
import type { Tx } from "./db";

/** NOTIFY channel; the payload is the version and nothing else. */
export const CHANGES_CHANNEL = "sluice_changes";

/**
 * Advisory lock between issuing and pausing. Issue and redeem take it shared and then read the switch in a NEW
 * statement of the same call; whoever changes what may be issued takes it exclusively first. The lock queue is fair,
 * so a pause waits for one short batch and no coupon commits after it.
 */
export const SWITCH_LOCK = 731_001;

/** Waits until no issuing call is under way and keeps new ones waiting until this transaction ends. */
export async function takeSwitchLock(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SWITCH_LOCK}::bigint)`;
}

/**
 * Adds one to the version of what flag readers see and tells every process at commit. Call it last, in the
 * transaction of the change. `spread`: the frontends may hear of it over half a second, so that they do not all ask at
 * the same moment (a resume or start by the clock; never a pause). Returns the new version and the database's time.
 */
export async function bumpVersion(
  tx: Tx,
  { spread = false }: { spread?: boolean } = {},
): Promise<{ version: number; at: Date }> {
  const rows = await tx.$queryRaw<{ version: bigint; changed_at: Date }[]>`
    WITH next AS (
      UPDATE change_version SET version = version + 1, changed_at = clock_timestamp(),
        spread_version = CASE WHEN ${spread} THEN version + 1 ELSE spread_version END
      WHERE id = 1
      RETURNING version, changed_at
    ), told AS (
      SELECT pg_notify(${CHANGES_CHANNEL}, version::text) FROM next
    )
    SELECT next.version, next.changed_at FROM next, told`;
  const row = rows[0];
  if (!row) throw new Error("change_version has no row: the database is not migrated");
  return { version: Number(row.version), at: row.changed_at };
}

// Next may load this module more than once in a process; the lane's flags are one a process
const lane = globalThis as unknown as { sluiceVersionServed?: (version: number) => Promise<void> };

/** A process that serves flags says here how to wait until it serves a version. */
export function onVersionAwaited(wait: ((version: number) => Promise<void>) | undefined): void {
  lane.sluiceVersionServed = wait;
}

/**
 * Call after the commit and before the answer, with what bumpVersion gave: the lane that answers a change serves
 * the new flags first. Waits a second at most, and not at all where no flags are served (worker, commands).
 */
export async function versionServed(version: number): Promise<void> {
  await lane.sluiceVersionServed?.(version);
}
