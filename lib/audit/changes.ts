import type { AuditEntry } from "./event";

/** One field that a change touched; null where it was or is not set. */
export type FieldChange = { field: string; before: string | null; after: string | null };

type Fields = Record<string, unknown>;

const isGroup = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Groups opened up by dotted names: {limits: {coupons: 5}} → limits.coupons. */
function flatten(fields: Fields | null, under = ""): [string, unknown][] {
  return Object.entries(fields ?? {}).flatMap(([name, value]) =>
    isGroup(value) ? flatten(value, `${under}${name}.`) : [[`${under}${name}`, value] as [string, unknown]],
  );
}

function words(value: unknown): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(String).join(", ");
  return String(value);
}

/** What an entry changed, field by field, in the order in which the fields were told; unchanged ones are left out. */
export function changesOf({ before, after }: Pick<AuditEntry, "before" | "after">): FieldChange[] {
  const was = new Map(flatten(before));
  const is = new Map(flatten(after));
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((field) => ({ field, before: words(was.get(field)), after: words(is.get(field)) }))
    .filter((change) => change.before !== change.after);
}

/** Where a target can be looked at, and what to call it; `href` null when it has no page. */
export function targetOf({ target, before, after }: Pick<AuditEntry, "target" | "before" | "after">): {
  words: string;
  href: string | null;
} {
  const told = { ...before, ...after };
  const named = typeof told.name === "string" ? told.name : target.id;
  switch (target.kind) {
    case "campaign":
      return { words: target.id, href: `/campaigns/${encodeURIComponent(target.id)}` };
    // never the name: it may be erased, and this entry is kept
    case "subject":
    case "switch":
      return { words: "", href: null };
    case "person":
      return { words: typeof told.email === "string" ? told.email : named, href: "/settings" };
    case "key":
      return { words: named, href: "/settings" };
    case "report":
      return { words: named, href: "/costs/reports" };
    case "template":
      return { words: named, href: "/campaigns/new" };
    case "view":
      return { words: named, href: typeof told.path === "string" ? told.path : null };
    case "annotation":
      return { words: typeof told.text === "string" ? told.text.slice(0, 60) : "", href: "/annotations" };
    case "setting":
      return { words: "", href: "/settings" };
    case "user_revenue":
      return { words: typeof told.campaign === "string" ? told.campaign : "", href: "/costs/users#revenue" };
    case "invoice":
      return { words: target.id, href: "/costs/imports" };
    case "usage":
      if (typeof told.file === "string") return { words: told.file, href: "/costs/imports" };
      return { words: typeof told.model === "string" ? told.model : "", href: "/costs" };
    case "price":
    case "budget":
      return { words: typeof told.model === "string" ? told.model : "", href: "/costs" };
    default:
      return { words: target.id, href: null };
  }
}
