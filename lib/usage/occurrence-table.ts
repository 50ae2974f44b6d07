/**
 * How often each of many 64-bit hashes was met, in a fixed amount of memory: open addressing over three arrays of four
 * bytes. When it is full, `add` says so and the owner puts it away (lib/usage/server/occurrences.ts).
 */
export class OccurrenceTable {
  private readonly low: Uint32Array;
  private readonly high: Uint32Array;
  private readonly count: Uint32Array;
  private readonly mask: number;
  size = 0;

  /** 2^bits places of 12 bytes each. */
  constructor(bits: number) {
    const places = 2 ** bits;
    this.low = new Uint32Array(places);
    this.high = new Uint32Array(places);
    this.count = new Uint32Array(places);
    this.mask = places - 1;
  }

  /** Beyond three quarters, finding a place takes long. */
  get room(): number {
    return Math.floor((this.mask + 1) * 0.75) - this.size;
  }

  private placeOf(low: number, high: number): number {
    let place = (low ^ Math.imul(high, 0x9e3779b1)) & this.mask;
    while (this.count[place] !== 0 && (this.low[place] !== low || this.high[place] !== high)) {
      place = (place + 1) & this.mask;
    }
    return place;
  }

  /** How often the hash was met so far; 0 = never, as far as this table knows. */
  get(low: number, high: number): number {
    return this.count[this.placeOf(low, high)] ?? 0;
  }

  /** Needs room when the hash is new. */
  set(low: number, high: number, count: number): void {
    const place = this.placeOf(low, high);
    if (this.count[place] === 0) this.size += 1;
    this.low[place] = low;
    this.high[place] = high;
    this.count[place] = count;
  }

  *entries(): Generator<{ low: number; high: number; count: number }> {
    for (let place = 0; place <= this.mask; place += 1) {
      const count = this.count[place] ?? 0;
      if (count > 0) yield { low: this.low[place] ?? 0, high: this.high[place] ?? 0, count };
    }
  }

  clear(): void {
    this.count.fill(0);
    this.size = 0;
  }
}

/** Says "surely not" or "perhaps" of a hash, in 2^bits bits whatever their number. */
export class BloomFilter {
  private readonly words: Uint32Array;
  private readonly mask: number;

  constructor(bits: number) {
    this.words = new Uint32Array(2 ** (bits - 5));
    this.mask = 2 ** bits - 1;
  }

  private *places(low: number, high: number): Generator<number> {
    for (let nth = 0; nth < 4; nth += 1) yield ((low + Math.imul(nth, high | 1)) >>> 0) & this.mask;
  }

  add(low: number, high: number): void {
    for (const place of this.places(low, high)) {
      const word = place >>> 5;
      this.words[word] = (this.words[word] ?? 0) | (1 << (place & 31));
    }
  }

  mayHave(low: number, high: number): boolean {
    for (const place of this.places(low, high)) {
      if (((this.words[place >>> 5] ?? 0) & (1 << (place & 31))) === 0) return false;
    }
    return true;
  }
}
