import { z } from "zod";
import { isPlain } from "../kernel/text";

/** A campaign's lists of subjects. With an allow list nobody else is eligible; whoever is on the deny list never is. */
export const listNames = ["allow", "deny"] as const;
export type ListName = (typeof listNames)[number];

/** By what somebody may be kept out of every campaign. */
export const denyAttributes = ["subject", "device", "address", "inviter"] as const;
export type DenyAttribute = (typeof denyAttributes)[number];

const text = (most: number) =>
  z
    .string("must be text")
    .min(1, "must not be empty")
    .max(most, `may have at most ${most} characters`)
    .refine(isPlain, "must not have control characters");

const attribute = z.enum(denyAttributes, { message: `must be one of ${denyAttributes.join(", ")}` });

/** Body of POST /api/v1/deny-list. */
export const denyInput = z.strictObject({ attribute, value: text(200), reason: text(500).optional() });
export type DenyInput = z.input<typeof denyInput>;
/** Body of POST /api/v1/deny-list/remove. */
export const allowAgainInput = z.strictObject({ attribute, value: text(200) });
export type AllowAgainInput = z.input<typeof allowAgainInput>;

export const denyEntrySchema = z.object({
  attribute: z.enum(denyAttributes),
  value: z.string(),
  reason: z.string().optional(),
  addedBy: z.string(),
  addedAt: z.iso.datetime(),
});
export type DenyEntry = z.infer<typeof denyEntrySchema>;

export const listImportSchema = z.object({
  /** Subjects that were not on it before. */
  added: z.int(),
  /** How many are on it now. */
  total: z.int(),
  /** Rows that were refused in all, and the first hundred of them. */
  rejected: z.int(),
  rejections: z.array(z.object({ row: z.int(), value: z.string(), reason: z.string() })),
});
export type ListImport = z.infer<typeof listImportSchema>;

/** A subject as it stands in a row of a list, or why it cannot be one. */
export function readSubject(cell: string): { subject: string } | { reason: string } {
  const subject = cell.trim();
  if (subject === "") return { reason: "is empty" };
  if ([...subject].length > 200) return { reason: "has more than 200 characters" };
  if (/[\p{Cc}\p{Cs}]/u.test(subject)) return { reason: "has control characters" };
  return { subject };
}
