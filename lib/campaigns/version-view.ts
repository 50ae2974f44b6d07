import { z } from "zod";
import type { ParsedCampaign } from "./campaign-input";

/** A wording that a campaign had, and what it changed of the one before. */
export const versionSchema = z.object({
  revision: z.int(),
  act: z.enum(["created", "edited", "undone"]),
  by: z.string(),
  at: z.iso.datetime(),
  changed: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
});
export type Version = z.infer<typeof versionSchema>;

const change = versionSchema.shape.changed;

/** What differs between two wordings, whichever was first. */
export const versionDiffSchema = z.object({ from: z.int(), to: z.int(), changed: change });
export type VersionDiff = z.infer<typeof versionDiffSchema>;

/** A wording as a whole, for the screen that shows two beside each other. */
export type Wording = Omit<Version, "changed"> & { input: ParsedCampaign };
