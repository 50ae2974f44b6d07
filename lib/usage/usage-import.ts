import { z } from "zod";
import { jobSchema } from "../campaigns";
import { importFormats } from "./formats/names";

const count = z.int();

/** Counts of one file, or of several together. `users` are distinct in a file; the first and last event are null when no row could be read. */
export const importSummarySchema = z.object({
  rows: count,
  loaded: count,
  duplicates: count,
  rejected: count,
  priced: count,
  unpriced: count,
  users: count,
  from: z.string().nullable(),
  to: z.string().nullable(),
});
export type ImportSummary = z.infer<typeof importSummarySchema>;

/** A file may have so many bytes as it is sent; packed with gzip that is some ten times as much. */
export const MOST_FILE_BYTES = 2 * 1024 * 1024 * 1024;
/** Rows that are refused and kept for reading; those beyond are counted. */
export const MOST_REJECTIONS_KEPT = 100_000;

/** A usage file that came over the web, and what became of it. */
export const usageImportSchema = z.object({
  id: z.uuid(),
  fileName: z.string(),
  bytes: count,
  sha256: z.string(),
  format: z.enum(importFormats),
  source: z.string(),
  model: z.string().optional(),
  campaign: z.string().optional(),
  shiftToNow: z.boolean(),
  startedBy: z.string(),
  createdAt: z.iso.datetime(),
  /** Whether the file is still here, so that it can be imported. */
  isKept: z.boolean(),
  /** The look ahead: what would be loaded. */
  check: z.object({ job: jobSchema, summary: importSummarySchema.optional() }).optional(),
  load: z.object({ job: jobSchema, summary: importSummarySchema.optional() }).optional(),
  /** The first rows that were refused, of the import if there was one, else of the check. */
  firstRejected: z.array(z.object({ line: count, code: z.string(), reason: z.string() })),
});
export type UsageImport = z.infer<typeof usageImportSchema>;
