/** Users of one page: 1 KB of bits. */
export const PAGE_USERS = 8_192;
const PAGE_WORDS = PAGE_USERS / 32;
const FIRST_BIT = 0x80000000;

/** How many bits of a word are set (Hacker's Delight, 5-2). */
function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** What a set has, and how much of it is in two others. */
export type Overlap = { all: number; inFirst: number; inSecond: number };

/**
 * A set of users by their small numbers, one bit each: a set of a hundred thousand is 13 KB, and what two have in common
 * is counted 32 users at a time.
 */
export class UserSet {
  private readonly pages: (Uint32Array | undefined)[] = [];

  private pageAt(at: number): Uint32Array {
    let page = this.pages[at];
    if (!page) {
      page = new Uint32Array(PAGE_WORDS);
      this.pages[at] = page;
    }
    return page;
  }

  add(user: number): void {
    const page = this.pageAt(Math.floor(user / PAGE_USERS));
    const word = (user % PAGE_USERS) >>> 5;
    page[word] = (page[word] ?? 0) | (FIRST_BIT >>> (user & 31));
  }

  /** A page's users as bits, the highest bit of the first byte being the first user of the page. */
  addPage(at: number, bits: Uint8Array): void {
    const page = this.pageAt(at);
    const view = new DataView(bits.buffer, bits.byteOffset, bits.byteLength);
    for (let word = 0; word * 4 < bits.length; word += 1)
      page[word] = (page[word] ?? 0) | view.getUint32(word * 4);
  }

  addAll(more: UserSet): void {
    for (const [at, from] of more.pages.entries()) {
      if (!from) continue;
      const page = this.pages[at];
      if (!page) {
        this.pages[at] = from.slice();
        continue;
      }
      for (let word = 0; word < PAGE_WORDS; word += 1) page[word] = (page[word] ?? 0) | (from[word] ?? 0);
    }
  }

  has(user: number): boolean {
    const word = this.pages[Math.floor(user / PAGE_USERS)]?.[(user % PAGE_USERS) >>> 5] ?? 0;
    return (word & (FIRST_BIT >>> (user & 31))) !== 0;
  }

  get size(): number {
    return this.overlap(this, this).all;
  }

  overlap(first: UserSet, second: UserSet): Overlap {
    const found = { all: 0, inFirst: 0, inSecond: 0 };
    for (const [at, page] of this.pages.entries()) {
      if (!page) continue;
      const [one, two] = [first.pages[at], second.pages[at]];
      for (let word = 0; word < PAGE_WORDS; word += 1) {
        const bits = page[word] ?? 0;
        if (bits === 0) continue;
        found.all += countBits(bits);
        if (one) found.inFirst += countBits(bits & (one[word] ?? 0));
        if (two) found.inSecond += countBits(bits & (two[word] ?? 0));
      }
    }
    return found;
  }

  /** How many are in the other one too. */
  countIn(other: UserSet): number {
    return this.overlap(other, other).inFirst;
  }

  /** Those that are not in the other one. */
  without(other: UserSet): UserSet {
    return this.combine(other, (one, two) => one & ~two);
  }

  /** Those that are in the other one too. */
  within(other: UserSet): UserSet {
    return this.combine(other, (one, two) => one & two);
  }

  private combine(other: UserSet, of: (one: number, two: number) => number): UserSet {
    const result = new UserSet();
    for (const [at, page] of this.pages.entries()) {
      if (!page) continue;
      const against = other.pages[at];
      const into = result.pageAt(at);
      for (let word = 0; word < PAGE_WORDS; word += 1) into[word] = of(page[word] ?? 0, against?.[word] ?? 0);
    }
    return result;
  }

  /** Everybody, by their small numbers, in order. */
  *list(): Generator<number> {
    for (const [at, page] of this.pages.entries()) {
      if (!page) continue;
      for (let word = 0; word < PAGE_WORDS; word += 1) {
        const bits = page[word] ?? 0;
        for (let bit = 0; bits !== 0 && bit < 32; bit += 1)
          if ((bits & (FIRST_BIT >>> bit)) !== 0) yield at * PAGE_USERS + word * 32 + bit;
      }
    }
  }

  /** What it takes in memory. */
  get bytes(): number {
    return this.pages.reduce((sum, page) => sum + (page ? page.byteLength : 0), 0);
  }
}
