/**
 * What codes are made of: no vowels, so that no word appears, and none of the look-alikes 0 O, 1 I L, U V… of which
 * only one of a pair stays. 28 symbols, so twelve carry 57 bits.
 */
export const codeSymbols = "23456789BCDFGHJKMNPQRSTVWXYZ";
/** Symbols after the campaign's prefix. */
export const CODE_LENGTH = 12;

/** `7K3M9QPXTR4D` → `7K3M-9QPX-TR4D`. The issuing function sets the campaign's prefix before it. */
export function groupCode(symbols: string): string {
  return symbols.match(/.{1,4}/g)?.join("-") ?? "";
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
