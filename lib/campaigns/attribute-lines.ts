import type { Attributes } from "./eligibility";

const MOST = 50;

function readValue(text: string): string | number | boolean {
  const quoted = /^"(.*)"$/.exec(text);
  if (quoted) return quoted[1] ?? "";
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/**
 * "country: CN" or "days_since_signup = 3" a line, as a person types what a chatbot would tell. Quotes keep a number text.
 * Lines that are none come back by themselves.
 */
export function parseAttributeLines(typed: string): { attributes: Attributes; unread: string[] } {
  const attributes = new Map<string, string | number | boolean>();
  const unread: string[] = [];
  for (const line of typed.split(/\r?\n/).map((text) => text.trim())) {
    if (line === "") continue;
    const at = line.search(/[:=]/);
    const name = line.slice(0, Math.max(at, 0)).trim();
    const value = line.slice(at + 1).trim();
    if (at < 1 || value === "" || name.length > 60 || value.length > 202 || attributes.size >= MOST) {
      unread.push(line);
    } else attributes.set(name, readValue(value));
  }
  return { attributes: Object.fromEntries(attributes), unread };
}
