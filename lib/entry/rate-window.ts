const MINUTE_MS = 60_000;
/** Whoever used less than this part of an allowance is not told to the other replicas. */
const WORTH_TELLING = 0.05;
/** More names than this in a minute share one count: memory has an end, and so do addresses of an attack. */
const MOST_NAMES = 50_000;
const OTHERS = "others";

type Count = {
  /** Taken in this process. */
  mine: number;
  /** Of `mine`, what the other replicas were told. */
  told: number;
  /** Taken in the other replicas, as far as they told. */
  elsewhere: number;
  most: number;
};

/** What was used of a name in the minute that begins at `minuteMs`. */
export type Told = { minuteMs: number; who: string; used: number };

/** How far into a minute every replica has told what it took in the one before. */
const LAST_TOLD_MS = 5_000;

/**
 * Requests a minute by name, in this process and, as far as heard, in the others. The allowance slides: the last
 * minute's count weighs by the part of it that lies less than sixty seconds back
 * (https://blog.cloudflare.com/counting-things-a-lot-of-different-things/), so that a minute's turn opens no gap.
 */
export class RateWindow {
  private minute = 0;
  private counts = new Map<string, Count>();
  private before = new Map<string, Count>();
  /** Names whose count of the minute before is whole, as all replicas together told it. */
  private whole = new Set<string>();

  private turn(nowMs: number): void {
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute <= this.minute) return;
    this.before = minute === this.minute + 1 ? this.counts : new Map();
    this.counts = new Map();
    this.whole = new Set();
    this.minute = minute;
  }

  /** Takes one of `most` a minute. 0 when there was one, else the seconds until there will be. */
  take(asked: string, most: number, nowMs: number): number {
    this.turn(nowMs);
    const who = this.counts.has(asked) || this.counts.size < MOST_NAMES ? asked : OTHERS;
    const count = this.counts.get(who) ?? { mine: 0, told: 0, elsewhere: 0, most };
    const before = this.before.get(who);
    const wait = secondsUntilFree(
      before ? before.mine + before.elsewhere : 0,
      count.mine + count.elsewhere,
      most,
      nowMs % MINUTE_MS,
    );
    if (wait > 0) return wait;
    count.mine += 1;
    this.counts.set(who, count);
    return 0;
  }

  /**
   * What the other replicas do not know yet; it counts as told from now on. Also names with nothing new, since what the
   * others used comes back with them: of the minute before too, which they may have used up in its last second.
   */
  toTell(nowMs: number): Told[] {
    this.turn(nowMs);
    const thisMs = this.minute * MINUTE_MS;
    const told: Told[] = [];
    const tell = (minuteMs: number, who: string, count: Count) => {
      told.push({ minuteMs, who, used: count.mine - count.told });
      count.told = count.mine;
    };
    for (const [who, count] of this.counts) {
      if (count.mine < count.most * WORTH_TELLING) continue;
      tell(thisMs, who, count);
      if (this.whole.has(who)) continue;
      const before = this.before.get(who) ?? { mine: 0, told: 0, elsewhere: 0, most: count.most };
      this.before.set(who, before);
      tell(thisMs - MINUTE_MS, who, before);
      if (nowMs - thisMs > LAST_TOLD_MS) this.whole.add(who);
    }
    for (const [who, before] of this.before)
      if (before.mine > before.told && before.mine >= before.most * WORTH_TELLING)
        tell(thisMs - MINUTE_MS, who, before);
    return told;
  }

  /** What all replicas together used, as answered to `toTell`. */
  hear(totals: readonly Told[]): void {
    for (const { minuteMs, who, used } of totals) {
      const back = this.minute - minuteMs / MINUTE_MS;
      const count = back === 0 ? this.counts.get(who) : back === 1 ? this.before.get(who) : undefined;
      if (count) count.elsewhere = Math.max(0, used - count.told);
    }
  }
}

/** Seconds, rounded up, until one more fits: 0 when it does. `intoMs` is how far this minute has come. */
export function secondsUntilFree(before: number, used: number, most: number, intoMs: number): number {
  const past = intoMs / MINUTE_MS;
  if (used + before * (1 - past) < most) return 0;
  const freeAt = used < most ? 1 - (most - used) / before : 2 - most / used;
  return Math.max(1, Math.ceil((freeAt - past) * 60));
}
