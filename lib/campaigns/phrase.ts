/** A part of a sentence; what matters most stands out. */
export type Phrase = { text: string; strong: boolean };

export function toSentence(phrases: Phrase[]): string {
  return phrases.map(({ text }) => text).join("");
}
