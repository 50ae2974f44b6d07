import "server-only";
import { carryOutDueMoves } from "../../campaigns/server";
import { type ChangeFeed, followChanges } from "../../platform/change-feed";
import { onVersionAwaited } from "../../platform/changes";
import { log } from "../../platform/log";
import { BELIEVED_MS, evaluateFlags, type Flag, type FlagSnapshot, isMoveDue, nextTurn } from "../flags";
import { carryOutDueResume } from "./carry-out-due-resume";
import { flagEtag } from "./flag-etag";
import { type FlagSnapshotRow, flagSnapshotSql, toFlagSnapshot } from "./flag-snapshot-sql";

/** Whoever asks for a version that this process has not read yet waits this long at most. */
const PATIENCE_MS = 1_000;
const TICK_MS = 100;
/** The worker carries out what falls due; a lane does too, so that a lone lane is enough, but without hurry. */
const MOVE_AGAIN_MS = 500;

/** The flags as this process serves them now. */
export type ServedFlags = {
  version: number;
  changedAt: string;
  /** Quoted, as ETag and flagConfigEtag carry it. */
  etag: string;
  /** To be told over half a second instead of at once. */
  spread: boolean;
  flags: Flag[];
};

export type FlagHealth = { loaded: boolean; listening: boolean; ageMs: number; version: number | null };

type Loaded = { snapshot: FlagSnapshot; clockOffsetMs: number };

/** The snapshot of one process: kept fresh by the change feed, believed for five seconds without it. */
export class FlagServer {
  private loaded: Loaded | undefined;
  private served: (ServedFlags & { until: number; believed: boolean }) | undefined;
  private loading: Promise<void> | undefined;
  private wanted = 0;
  private readonly feed: ChangeFeed;
  private readonly listeners = new Set<(served: ServedFlags) => void>();
  private readonly timer: NodeJS.Timeout;
  private told = "";
  private movingDue = false;
  private moveAgainAt = 0;
  private closed = false;

  constructor() {
    this.feed = followChanges((version) => this.hear(version));
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.timer.unref();
  }

  private hear(version: number): void {
    this.wanted = Math.max(this.wanted, version);
    if (!this.loaded || version > this.loaded.snapshot.version) void this.load().catch(() => undefined);
  }

  /** Reads until what was read is no older than what is wanted. One read at a time, however many ask. */
  private load(): Promise<void> {
    this.loading ??= this.read().finally(() => {
      this.loading = undefined;
    });
    return this.loading;
  }

  private async read(): Promise<void> {
    do {
      const before = Date.now();
      const [row] = await this.feed.read<FlagSnapshotRow>(flagSnapshotSql);
      if (!row) throw new Error("the switch has no row: the database is not migrated");
      const snapshot = toFlagSnapshot(row);
      // an answer that was overtaken must not put an older state back
      if (!this.loaded || snapshot.version >= this.loaded.snapshot.version) {
        const clockOffsetMs = row.now.getTime() - (before + Date.now()) / 2;
        this.loaded = { snapshot, clockOffsetMs };
        this.served = undefined;
      }
    } while ((this.loaded?.snapshot.version ?? 0) < this.wanted);
    this.tell();
  }

  /** The database's time, as far as this process knows. */
  now(): Date {
    return new Date(Date.now() + (this.loaded?.clockOffsetMs ?? 0));
  }

  /** What is served now; null while nothing was ever read. */
  current(): ServedFlags | null {
    if (!this.loaded) return null;
    const believed = this.feed.ageMs() <= BELIEVED_MS;
    const now = this.now();
    const kept = this.served;
    if (kept && kept.believed === believed && now.getTime() < kept.until) return kept;
    const { snapshot } = this.loaded;
    const flags = evaluateFlags(snapshot, now, believed);
    this.served = {
      version: snapshot.version,
      changedAt: snapshot.changedAt,
      etag: flagEtag(snapshot, flags, believed),
      spread: snapshot.spread && believed,
      flags,
      believed,
      until: nextTurn(snapshot, now)?.getTime() ?? Number.POSITIVE_INFINITY,
    };
    return this.served;
  }

  /** Serves `version`, which was committed, or newer when this resolves, or PATIENCE_MS have passed. */
  async reach(version: number): Promise<void> {
    this.wanted = Math.max(this.wanted, version);
    await this.within(() => this.loadUntil(version));
  }

  /** As reach, for a version that somebody claims to have heard of: one read tells whether it is there. */
  async readThrough(version: number): Promise<void> {
    if ((this.loaded?.snapshot.version ?? 0) < version) await this.within(() => this.load());
  }

  private async loadUntil(version: number): Promise<void> {
    while ((this.loaded?.snapshot.version ?? 0) < version) await this.load();
  }

  private async within(work: () => Promise<void>): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      late = setTimeout(resolve, PATIENCE_MS);
    });
    await Promise.race([work().catch(() => undefined), patience]).finally(() => clearTimeout(late));
  }

  /** Resolves once something was read, or after PATIENCE_MS. */
  async ready(): Promise<void> {
    if (this.loaded) return;
    await this.within(async () => {
      while (!this.loaded && !this.closed) {
        await this.load().catch(
          () =>
            new Promise<void>((resolve) => {
              setTimeout(resolve, 20);
            }),
        );
      }
    });
  }

  /** Called with what is served whenever that changes. Returns how to stop listening. */
  onChange(listener: (served: ServedFlags) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(): void {
    const served = this.current();
    if (!served || served.etag === this.told) return;
    this.told = served.etag;
    for (const listener of this.listeners) listener(served);
  }

  /** Belief runs out, minutes come: what changes by the clock alone is told too, and carried out in the database. */
  private tick(): void {
    if (!this.loaded) return;
    this.tell();
    const now = this.now();
    if (this.movingDue || now.getTime() < this.moveAgainAt || !isMoveDue(this.loaded.snapshot, now)) return;
    this.movingDue = true;
    void Promise.allSettled([carryOutDueMoves(), carryOutDueResume()]).then((outcomes) => {
      this.movingDue = false;
      this.moveAgainAt = this.now().getTime() + MOVE_AGAIN_MS;
      const failed = outcomes.find((outcome) => outcome.status === "rejected");
      if (failed) log.warn({ error: failed.reason }, "what fell due could not be carried out; trying again");
    });
  }

  health(): FlagHealth {
    return {
      loaded: this.loaded !== undefined,
      listening: this.feed.isListening(),
      ageMs: this.feed.ageMs(),
      version: this.loaded?.snapshot.version ?? null,
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.feed.close();
  }
}

// Next may load this module more than once in a process; the snapshot is one a process
const held = globalThis as unknown as { sluiceFlagServer?: FlagServer };

/** The flags of this process, started when first asked for. */
export function flagServer(): FlagServer {
  if (!held.sluiceFlagServer) {
    const server = new FlagServer();
    held.sluiceFlagServer = server;
    onVersionAwaited((version) => server.reach(version));
  }
  return held.sluiceFlagServer;
}

export async function closeFlagServer(): Promise<void> {
  const server = held.sluiceFlagServer;
  held.sluiceFlagServer = undefined;
  onVersionAwaited(undefined);
  await server?.close();
}
