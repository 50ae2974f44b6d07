import { z } from "zod";
import { parseCsvMap } from "./formats/csv";
import { importFormats } from "./formats/names";
import type { ImportOptions } from "./import-options";
import { isName } from "./usage-event";

const name = z.string().refine(isName, "must have 1 to 200 characters and no control characters").optional();
const flag = z
  .enum(["true", "false"], { message: "must be true or false" })
  .optional()
  .transform((given) => given === "true");

/** The options of `npm run import` as a query: the file itself is the body. */
export const usageImportQuery = z
  .strictObject({
    fileName: name.describe("The file's name; it is the source unless one is given"),
    format: z
      .enum(importFormats, { message: `must be one of ${importFormats.join(", ")}` })
      .optional()
      .describe("Guessed from the file unless given"),
    map: z
      .string()
      .max(4_000, "may have at most 4000 characters")
      .optional()
      .describe("For csv: time=created,subject=user_id,…"),
    source: name,
    model: name.describe("Of rows that name none"),
    campaign: name.describe("Of rows that name none"),
    shiftToNow: flag.describe(
      "Moves the events by whole weeks, so that the last lies in the week before now",
    ),
    dryRun: flag.describe("Only says what would be loaded; …/start then loads it"),
  })
  .superRefine(({ fileName, source, format, map }, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (fileName === undefined && source === undefined)
      wrong("fileName", "give the file's name or a source: the same file is known again by it");
    if (map === undefined) return;
    if (format !== undefined && format !== "csv") wrong("map", `goes with csv only, not with ${format}`);
    const read = parseCsvMap(map);
    if (!read.ok) wrong("map", read.error.replace(/^--map: /, "").replace(/\.$/, ""));
  });
export type UsageImportQuery = z.output<typeof usageImportQuery>;

/** What of the options goes with an uploaded file. */
export type UploadOptions = Pick<
  ImportOptions,
  "format" | "map" | "source" | "model" | "campaign" | "shiftToNow"
>;

/** A query that was checked → the options that the command line would have given. */
export function toUploadOptions({
  format,
  map,
  source,
  model,
  campaign,
  shiftToNow,
}: UsageImportQuery): UploadOptions {
  const read = map === undefined ? null : parseCsvMap(map);
  return {
    format: read?.ok ? "csv" : (format ?? null),
    map: read?.ok ? read.value : null,
    source: source ?? null,
    model: model ?? null,
    campaign: campaign ?? null,
    shiftToNow,
  };
}
