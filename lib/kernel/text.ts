import { z } from "zod";

/** Characters, not UTF-16 units: an emoji of one code point is one. */
function hasAtMost(text: string, most: number): boolean {
  return text.length <= most || (text.length <= 2 * most && [...text].length <= most);
}

function text(most: number, allowed: RegExp) {
  return (
    z
      .string("must be text")
      // \p{Cs}: half of a surrogate pair is no character, and neither Postgres nor JSON takes it
      .refine((given) => allowed.test(given), "must not have control characters or halves of characters")
      .refine(
        (given) => hasAtMost(given, most),
        `may have at most ${new Intl.NumberFormat("en").format(most)} characters`,
      )
      .meta({ maxLength: most })
  );
}

/**
 * Whether a text has neither control characters nor halves of characters. A refinement, never a `regex` of a schema: a
 * pattern's \p reads otherwise for clients whose regular expressions know no Unicode.
 */
export function isPlain(text: string): boolean {
  return /^[^\p{Cc}\p{Cs}]*$/u.test(text);
}

/** Text of one line, at most `most` characters; also the empty one. Other scripts, directions and emoji are text. */
export function oneLine(most: number) {
  return text(most, /^[^\p{Cc}\p{Cs}]*$/u);
}

/** Text that may have line breaks and tabs, at most `most` characters; also the empty one. */
export function prose(most: number) {
  return text(most, /^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u);
}

const tenths = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
/** 0.055 → "5.5 %", as every screen writes it. */
export const formatPercent = (part: number): string => `${tenths.format(part * 100)} %`;
