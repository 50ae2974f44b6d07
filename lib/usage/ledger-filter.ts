import { z } from "zod";

/** What a usage event is about, by which its rows are found. */
export const ledgerFields = ["source", "model", "provider", "region", "campaign", "serviceTier"] as const;
export type LedgerField = (typeof ledgerFields)[number];
export type LedgerNames = Record<LedgerField, string>;

/** Rows that stand out: without a cost yet, for want of a price or of a rate, or booked to set something earlier right. */
export const ledgerKinds = ["waiting", "unpriced", "unconverted", "corrections"] as const;
export type LedgerKind = (typeof ledgerKinds)[number];

/** Every name of a field but these; "" = without a name. What a chart calls "other". */
export type OtherThan = { field: LedgerField; names: readonly string[] };

export type LedgerFilter = { [F in LedgerField]?: string | undefined } & {
  exceptSource?: string | undefined;
  /** Without a name in these fields. */
  none?: readonly LedgerField[] | undefined;
  otherThan?: OtherThan | undefined;
  subject?: string | undefined;
  only?: LedgerKind | undefined;
};

const isField = (text: string): text is LedgerField => (ledgerFields as readonly string[]).includes(text);
const MOST_OTHERS = 20;

/** `campaign,spring,`: other campaigns than spring, and than none. Each part is encoded, so that a name may hold a comma. */
export function toOtherThan({ field, names }: OtherThan): string {
  return [field, ...names.map(encodeURIComponent)].join(",");
}

/** Null when it is nothing that toOtherThan wrote. */
export function parseOtherThan(text: string): OtherThan | null {
  const [field = "", ...names] = text.split(",");
  if (!isField(field) || names.length === 0 || names.length > MOST_OTHERS) return null;
  try {
    return { field, names: names.map(decodeURIComponent) };
  } catch {
    return null;
  }
}

/** Given and empty is the same as not given. */
const name = z
  .string()
  .max(400, "is too long")
  .transform((value) => value || undefined)
  .optional();

/** What the address of the ledger and the query of the API may say about rows, beside their time. */
export const ledgerFilterFields = {
  source: name,
  model: name,
  provider: name,
  region: name,
  campaign: name,
  serviceTier: name,
  subject: name.describe("The chatbot user whose requests they are"),
  none: z
    .string()
    .max(100, "is too long")
    .transform((text, context) => {
      const fields = text.split(",").filter(Boolean);
      if (fields.every(isField)) return fields;
      context.addIssue({ code: "custom", message: `must be some of ${ledgerFields.join(", ")}` });
      return z.NEVER;
    })
    .optional()
    .describe("Fields, parted by commas, that have no name in the rows: campaign is usage of no campaign"),
  otherThan: z
    .string()
    .max(4_000, "is too long")
    .transform((text, context) => {
      const others = parseOtherThan(text);
      if (others) return others;
      context.addIssue({ code: "custom", message: "must be a field and names, such as model,qwen-plus" });
      return z.NEVER;
    })
    .optional()
    .describe("A field and names, each percent-encoded, parted by commas: every row but those"),
  only: z.enum(ledgerKinds, { message: `must be one of ${ledgerKinds.join(", ")}` }).optional(),
} as const;

/** Whether events of these names are asked for. */
export function isAskedFor(names: LedgerNames, filter: LedgerFilter): boolean {
  const { exceptSource, none = [], otherThan } = filter;
  return (
    ledgerFields.every((field) => filter[field] === undefined || filter[field] === names[field]) &&
    names.source !== exceptSource &&
    none.every((field) => names[field] === "") &&
    !(otherThan?.names.includes(names[otherThan.field]) ?? false)
  );
}
