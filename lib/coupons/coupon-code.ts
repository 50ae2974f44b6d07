import type { CodeCharset } from "../campaigns";

/**
 * What codes are made of: no vowels, so that no word appears, and none of the look-alikes 0 O, 1 I L, U V… of which
 * only one of a pair stays. 28 symbols, so twelve carry 57 bits.
 */
export const codeSymbols = "23456789BCDFGHJKMNPQRSTVWXYZ";
/** Symbols after the campaign's prefix. */
export const CODE_LENGTH = 12;

const digits = "0123456789";
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const charsetSymbols: Record<CodeCharset, string> = {
  unambiguous: codeSymbols,
  alphanumeric: letters + digits,
  letters,
  digits,
};

/** How a campaign's codes look. */
export type CodePattern = { prefix: string; length?: number; charset?: CodeCharset };

/** `7K3M9QPXTR4D` → `7K3M-9QPX-TR4D`. */
export function groupCode(symbols: string): string {
  return symbols.match(/.{1,4}/g)?.join("-") ?? "";
}

/** The whole code: the prefix, and the symbols in groups of four. */
export function toCode({ prefix }: CodePattern, symbols: string): string {
  return `${prefix}${prefix === "" || prefix.endsWith("-") ? "" : "-"}${groupCode(symbols)}`;
}

/** How many codes a pattern has room for. */
export function codeSpace({ length = CODE_LENGTH, charset = "unambiguous" }: CodePattern): number {
  return charsetSymbols[charset].length ** length;
}

/** Codes are secrets: of a thousand guesses at most one may hit. */
const SPACE_FOR_EACH = 1_000;

/** Whether `count` codes leave a guess hopeless. */
export function isRoomy(pattern: CodePattern, count: number): boolean {
  return codeSpace(pattern) >= count * SPACE_FOR_EACH;
}

/**
 * A code as somebody typed or pasted it → without dashes, spaces and case, as it is looked up; full-width letters and
 * the long dashes of word processors count too. Null when it cannot be a code.
 */
export function toPlainCode(typed: string): string | null {
  if (typed.length > 100) return null;
  const plain = typed
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]/gu, "");
  return /^[A-Z0-9]{4,40}$/.test(plain) ? plain : null;
}
