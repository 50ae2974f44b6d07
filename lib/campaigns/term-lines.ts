import type { Clause, ClauseOp, EligibilityRule } from "./eligibility";
import { type CampaignWindow, type Weekday, weekdays } from "./windows";

/** What a person types in lines and the API takes as objects. What cannot be read stays typed, for the schema to refuse. */

const readLines = (typed: string) =>
  typed
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");

function readDays(words: string): Weekday[] | null {
  const text = words.toLowerCase().replaceAll(/\s*(?:[-–—]|\bto\b)\s*/g, "-");
  if (text === "" || /^(every ?day|daily|all)$/.test(text)) return [...weekdays];
  const found = new Set<Weekday>();
  for (const part of text.split(/[\s,]+/).filter(Boolean)) {
    const [first = "", last = first, ...more] = part.split("-").map((day) => day.trim().slice(0, 3));
    const [from, to] = [weekdays.indexOf(first as Weekday), weekdays.indexOf(last as Weekday)];
    if (from < 0 || to < 0 || more.length > 0) return null;
    for (let day = from; ; day = (day + 1) % 7) {
      found.add(weekdays[day] ?? "mon");
      if (day === to) break;
    }
  }
  return weekdays.filter((day) => found.has(day));
}

const hours = /(?:^|[\s,])(\d{1,2}:\d{2})\s*[-–—]\s*(\d{1,2}:\d{2})$/;

/** "Mon-Fri 09:00-18:00" a line → windows. A line that is none stays text. */
export function parseWindowLines(typed: string): unknown[] {
  return readLines(typed).map((line) => {
    const times = hours.exec(line);
    const days = readDays(line.slice(0, times?.index ?? line.length).replace(/[\s:,]+$/, ""));
    if (!days) return line;
    if (!times) return { days };
    const [from, to] = [times[1] ?? "", times[2] ?? ""].map((time) => time.padStart(5, "0"));
    return { days, from, to };
  });
}

const dayNames = weekdays.map((day) => `${day.charAt(0).toUpperCase()}${day.slice(1)}`);

/** The reverse of parseWindowLines. */
export function toWindowLines(windows: readonly CampaignWindow[]): string {
  return windows
    .map(({ days, from, to }) => {
      const names = days.map((day) => dayNames[weekdays.indexOf(day)]).join(", ");
      return `${days.length === 7 ? "Every day" : names} ${from}-${to}`;
    })
    .join("\n");
}

// the longer ones first: "is" begins them all
const phrases: [words: string, op: ClauseOp][] = [
  ["is none of", "not_in"],
  ["is one of", "in"],
  ["is at least", "at_least"],
  ["is at most", "at_most"],
  ["is more than", "more_than"],
  ["is less than", "less_than"],
  ["is known", "is_known"],
  ["is not", "is_not"],
  ["begins with", "begins_with"],
  ["is", "is"],
];

function readValue(text: string): string | number | boolean {
  const word = text.trim();
  const quoted = /^"(.*)"$/.exec(word);
  if (quoted) return quoted[1] ?? "";
  if (word === "true" || word === "false") return word === "true";
  return /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : word;
}

function readClause(line: string): unknown {
  for (const [words, op] of phrases) {
    const at = line.toLowerCase().indexOf(` ${words}`);
    const end = at + words.length + 1;
    if (at < 1 || (end < line.length && !/\s/.test(line.charAt(end)))) continue;
    const [attribute, rest] = [line.slice(0, at).trim(), line.slice(end).trim()];
    if (op === "is_known") return { attribute, op };
    if (rest === "") return line;
    const value = op === "in" || op === "not_in" ? rest.split(",").map(readValue) : readValue(rest);
    return { attribute, op, value };
  }
  return line;
}

/** "country is one of CN, SG" a line, all of which must hold → a rule. A line that is none stays text. */
export function parseRuleLines(typed: string): unknown {
  const clauses = readLines(typed).map(readClause);
  return clauses.length === 1 ? clauses[0] : { all: clauses };
}

function toValue(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  return readValue(value) === value && !value.includes(",") && value !== "" ? value : `"${value}"`;
}

function toLine({ attribute, op, value }: Clause): string | null {
  const words = phrases.find(([, of]) => of === op)?.[0];
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  const line = [attribute, words, list.map(toValue).join(", ")].join(" ").trim();
  // what would be read as something else is not shown in lines
  const read = readClause(line) as Clause;
  return JSON.stringify(read) === JSON.stringify({ attribute, op, ...(value === undefined ? {} : { value }) })
    ? line
    : null;
}

/** The reverse of parseRuleLines; null for a rule that is more than lines. */
export function toRuleLines(rule: EligibilityRule): string | null {
  const parts = "all" in rule ? rule.all : [rule];
  const lines = parts.map((part) => ("attribute" in part ? toLine(part) : null));
  return lines.every((line) => line !== null) ? lines.join("\n") : null;
}
