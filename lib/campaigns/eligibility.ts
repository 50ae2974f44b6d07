import { z } from "zod";

/** What the chatbot tells of a subject. */
export type Attributes = Record<string, string | number | boolean>;

const textOps = ["begins_with"] as const;
const numberOps = ["at_least", "at_most", "more_than", "less_than"] as const;
const anyOps = ["is", "is_not"] as const;
const listOps = ["in", "not_in"] as const;
export const clauseOps = [...anyOps, ...listOps, ...numberOps, ...textOps, "is_known"] as const;
export type ClauseOp = (typeof clauseOps)[number];

type Scalar = string | number | boolean;
/** One question about one attribute. A clause about an attribute that was not told does not hold, whatever it asks. */
export type Clause = { attribute: string; op: ClauseOp; value?: Scalar | Scalar[] };
export type EligibilityRule =
  | Clause
  | { all: EligibilityRule[] }
  | { any: EligibilityRule[] }
  | { not: EligibilityRule };

const MOST_DEPTH = 5;
const MOST_CLAUSES = 50;
const MOST_VALUES = 200;
const MOST_NAME = 60;
const MOST_TEXT = 200;

type Path = (string | number)[];
type Complain = (path: Path, message: string) => void;

const isScalar = (value: unknown): value is Scalar =>
  typeof value === "boolean" ||
  (typeof value === "number" && Number.isFinite(value)) ||
  (typeof value === "string" && value.length <= MOST_TEXT && !/[\p{Cc}\p{Cs}]/u.test(value));

const has = (list: readonly string[], op: string) => list.includes(op);

function checkValue(op: string, value: unknown, path: Path, complain: Complain): void {
  const at = [...path, "value"];
  if (op === "is_known") {
    if (value !== undefined) complain(at, "does not go with is_known; leave it away");
  } else if (has(listOps, op)) {
    if (!Array.isArray(value) || value.length === 0 || value.length > MOST_VALUES) {
      complain(at, `must be a list of 1 to ${MOST_VALUES} values`);
    } else if (!value.every(isScalar)) {
      complain(at, `must hold texts of at most ${MOST_TEXT} characters, numbers, true or false`);
    }
  } else if (has(numberOps, op)) {
    if (typeof value !== "number" || !Number.isFinite(value)) complain(at, "must be a number");
  } else if (has(textOps, op)) {
    if (typeof value !== "string" || value === "" || !isScalar(value)) complain(at, "must be text");
  } else if (!isScalar(value)) {
    complain(at, `must be text of at most ${MOST_TEXT} characters, a number, true or false`);
  }
}

function checkClause(clause: Record<string, unknown>, path: Path, complain: Complain): void {
  for (const field of Object.keys(clause)) {
    if (!["attribute", "op", "value"].includes(field)) complain([...path, field], "is not a field here");
  }
  const { attribute, op, value } = clause;
  if (
    typeof attribute !== "string" ||
    attribute === "" ||
    attribute.length > MOST_NAME ||
    !isScalar(attribute)
  ) {
    complain([...path, "attribute"], `must be a name of 1 to ${MOST_NAME} characters`);
  }
  if (typeof op !== "string" || !has(clauseOps, op)) {
    complain([...path, "op"], `must be one of ${clauseOps.join(", ")}`);
  } else checkValue(op, value, path, complain);
}

/** Counts the clauses below, and complains about what is wrong. */
function checkRule(rule: unknown, path: Path, depth: number, complain: Complain): number {
  if (depth > MOST_DEPTH) {
    complain(path, `may be nested at most ${MOST_DEPTH} deep`);
    return 0;
  }
  if (typeof rule !== "object" || rule === null || Array.isArray(rule)) {
    complain(path, "must be {all: […]}, {any: […]}, {not: …} or {attribute, op, value}");
    return 0;
  }
  const fields = rule as Record<string, unknown>;
  const group = ["all", "any", "not"].find((name) => Object.hasOwn(fields, name));
  if (!group) {
    checkClause(fields, path, complain);
    return 1;
  }
  for (const field of Object.keys(fields)) {
    if (field !== group) complain([...path, field], `does not go with ${group}; nest it`);
  }
  if (group === "not") return checkRule(fields.not, [...path, "not"], depth + 1, complain);
  const parts = fields[group];
  if (!Array.isArray(parts) || parts.length === 0) {
    complain([...path, group], "must be a list of one rule or more");
    return 0;
  }
  let clauses = 0;
  for (const [nth, part] of parts.entries()) {
    clauses += checkRule(part, [...path, group, nth], depth + 1, complain);
    if (clauses > MOST_CLAUSES) break;
  }
  return clauses;
}

/** `eligibility` of a campaign: nested at most five deep, fifty clauses at most. */
export const eligibilityRule = z
  .unknown()
  .superRefine((rule, context) => {
    let told = 0;
    const complain: Complain = (path, message) => {
      told += 1;
      if (told <= MOST_CLAUSES) context.addIssue({ code: "custom", path, message });
    };
    const clauses = checkRule(rule, [], 1, complain);
    if (clauses > MOST_CLAUSES) complain([], `may have at most ${MOST_CLAUSES} clauses`);
  })
  .transform((rule) => rule as EligibilityRule)
  .meta({
    description: `{all: [rules]}, {any: [rules]}, {not: rule}, or {attribute, op, value} with op one of ${clauseOps.join(", ")}. Texts are compared in any case. A clause about an attribute that was not told does not hold.`,
  });

const fold = (value: Scalar) => (typeof value === "string" ? value.toLowerCase() : value);

function holds({ attribute, op, value }: Clause, attributes: Attributes): boolean {
  const told = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
  if (told === undefined) return false;
  const isOne = (wanted: Scalar) => fold(told) === fold(wanted);
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  const [single] = list;
  switch (op) {
    case "is_known":
      return true;
    case "is":
    case "in":
      return list.some(isOne);
    case "is_not":
    case "not_in":
      return !list.some(isOne);
    case "begins_with":
      return (
        typeof told === "string" &&
        typeof single === "string" &&
        told.toLowerCase().startsWith(single.toLowerCase())
      );
    default: {
      if (typeof told !== "number" || typeof single !== "number") return false;
      if (op === "at_least") return told >= single;
      if (op === "at_most") return told <= single;
      return op === "more_than" ? told > single : told < single;
    }
  }
}

/** What refused: where in the rule (RFC 6901 under the rule), and in words. */
export type RefusingClause = { pointer: string; says: string };

const words: Record<ClauseOp, string> = {
  is: "must be",
  is_not: "must not be",
  in: "must be one of",
  not_in: "must be none of",
  at_least: "must be at least",
  at_most: "must be at most",
  more_than: "must be more than",
  less_than: "must be less than",
  begins_with: "must begin with",
  is_known: "must be told",
};

/** "country must be one of CN, SG". */
export function describeClause({ attribute, op, value }: Clause): string {
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  const shown = list.slice(0, 10).map(String).join(", ");
  const more = list.length > 10 ? ` and ${list.length - 10} more` : "";
  return `${attribute} ${words[op]}${shown && ` ${shown}`}${more}`;
}

const joined = (parts: string[], word: string) =>
  parts.length > 1 ? `(${parts.join(` ${word} `)})` : (parts[0] ?? "");

/** A rule in one sentence, brackets where it is nested. */
export function describeRule(rule: EligibilityRule): string {
  if ("all" in rule) return joined(rule.all.map(describeRule), "and");
  if ("any" in rule) return joined(rule.any.map(describeRule), "or");
  if ("not" in rule) return `not ${describeRule(rule.not)}`;
  return describeClause(rule);
}

/**
 * Judges a subject: empty when the rule holds, else the clauses that stand in the way. Of `all` the first part that does
 * not hold, of `any` each of its parts, of `not` the part that should not hold.
 */
export function refusingClauses(
  rule: EligibilityRule,
  attributes: Attributes,
  pointer = "",
): RefusingClause[] {
  if ("all" in rule) {
    for (const [nth, part] of rule.all.entries()) {
      const refusing = refusingClauses(part, attributes, `${pointer}/all/${nth}`);
      if (refusing.length > 0) return refusing;
    }
    return [];
  }
  if ("any" in rule) {
    const parts = rule.any.map((part, nth) => refusingClauses(part, attributes, `${pointer}/any/${nth}`));
    return parts.some((refusing) => refusing.length === 0) ? [] : parts.flat();
  }
  if ("not" in rule) {
    if (refusingClauses(rule.not, attributes).length > 0) return [];
    return [{ pointer: `${pointer}/not`, says: `not ${describeRule(rule.not)}` }];
  }
  if (holds(rule, attributes)) return [];
  const told = Object.hasOwn(attributes, rule.attribute)
    ? `is ${String(attributes[rule.attribute])}`
    : "was not told";
  return [{ pointer, says: `${describeClause(rule)}; it ${told}` }];
}

/** Whether the rule lets a subject have a coupon; without a rule everybody may. */
export function isEligible(rule: EligibilityRule | undefined, attributes: Attributes): boolean {
  return rule === undefined || refusingClauses(rule, attributes).length === 0;
}
