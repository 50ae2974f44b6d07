import "server-only";
import { randomUUID } from "node:crypto";
import { log } from "../../platform/log";
import { countLatency } from "../latency";
import { type LaneDelivery, saveDeliveries } from "./delivery-store";
import type { ServedFlags } from "./flag-server";

const WRITE_MS = 100;

/** Names this process among the lanes, until it ends. */
export const laneId = randomUUID();

/**
 * Who has fetched the newest version. A frontend is seen when it refetches because it was told: its request names the
 * version (`flagConfigEtag`) and not yet as what it has. Frontends of one key cannot be told apart, and need not be:
 * each is told once and fetches once.
 */
export class DeliveryLog {
  private version = 0;
  private committedAt = 0;
  private byKey = new Map<string, LaneDelivery>();
  private confirmed = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  /** A new version goes out to the frontends connected now. `now` in the database's time. */
  begin(
    { version, changedAt }: Pick<ServedFlags, "version" | "changedAt">,
    connected: Map<string, number>,
    now: Date,
  ): void {
    if (version <= this.version) return;
    this.version = version;
    // a start long after the commit would count its own absence as delay
    this.committedAt = Math.max(Date.parse(changedAt), now.getTime() - 60_000);
    this.byKey = new Map(
      [...connected].map(([keyId, count]) => [
        keyId,
        { connected: count, seen: 0, slowestMs: null, latencies: [] },
      ]),
    );
    this.confirmed.clear();
    if (connected.size > 0) this.writeSoon();
  }

  /** A frontend with this key fetched `version`. */
  fetched(keyId: string, version: number, now: Date): void {
    const delivery = this.byKey.get(keyId);
    if (version !== this.version || !delivery || delivery.seen >= delivery.connected) return;
    delivery.seen += 1;
    const ms = Math.max(0, Math.round(now.getTime() - this.committedAt));
    countLatency(delivery.latencies, ms);
    delivery.slowestMs = Math.max(delivery.slowestMs ?? 0, ms);
    this.writeSoon();
  }

  /** A frontend with this key was told of `version` again and named it as what it has: its answer really arrived. */
  confirm(keyId: string, version: number): void {
    if (version === this.version) this.confirmed.set(keyId, (this.confirmed.get(keyId) ?? 0) + 1);
  }

  /** Every frontend of this key that was connected has confirmed that it has the newest version. */
  isComplete(keyId: string): boolean {
    const delivery = this.byKey.get(keyId);
    return delivery !== undefined && (this.confirmed.get(keyId) ?? 0) >= delivery.connected;
  }

  private writeSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const rows = [...this.byKey].map(([keyId, delivery]) => ({ keyId, ...delivery }));
      saveDeliveries(laneId, this.version, rows).catch((error) =>
        log.warn({ error: (error as Error).message }, "a delivery could not be noted"),
      );
    }, WRITE_MS);
    this.timer.unref();
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
