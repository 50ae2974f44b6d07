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

export type Told = { who: string; used: number };

/**
 * Requests a minute by name, in this process and, as far as heard, in the others. The allowance slides: the last
 * minute's count weighs by the part of it that lies less than sixty seconds back
 * (https://blog.cloudflare.com/counting-things-a-lot-of-different-things/), so that a minute's turn opens no gap.
 */
export class RateWindow {
  private minute = 0;
  private counts = new Map<string, Count>();
  private before = new Map<string, number>();

  private turn(nowMs: number): void {
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute <= this.minute) return;
    this.before =
      minute === this.minute + 1
        ? new Map([...this.counts].map(([who, { mine, elsewhere }]) => [who, mine + elsewhere]))
        : new Map();
    this.counts = new Map();
    this.minute = minute;
  }

  /** Takes one of `most` a minute. 0 when there was one, else the seconds until there will be. */
  take(asked: string, most: number, nowMs: number): number {
    this.turn(nowMs);
    const who = this.counts.has(asked) || this.counts.size < MOST_NAMES ? asked : OTHERS;
    const count = this.counts.get(who) ?? { mine: 0, told: 0, elsewhere: 0, most };
    const wait = secondsUntilFree(
      this.before.get(who) ?? 0,
      count.mine + count.elsewhere,
      most,
      nowMs % MINUTE_MS,
    );
    if (wait > 0) return wait;
    count.mine += 1;
    this.counts.set(who, count);
    return 0;
  }

  /** What the other replicas do not know yet, and the minute it belongs to. It counts as told from now on. */
  toTell(nowMs: number): { minuteMs: number; told: Told[] } {
    this.turn(nowMs);
    const told: Told[] = [];
    for (const [who, count] of this.counts) {
      const used = count.mine - count.told;
      // also with nothing new of one's own: what the others used comes back with it
      if (count.mine < count.most * WORTH_TELLING) continue;
      count.told = count.mine;
      told.push({ who, used });
    }
    return { minuteMs: this.minute * MINUTE_MS, told };
  }

  /** What all replicas together used in that minute, as answered to `toTell`. */
  hear(minuteMs: number, totals: Told[]): void {
    if (minuteMs !== this.minute * MINUTE_MS) return;
    for (const { who, used } of totals) {
      const count = this.counts.get(who);
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
