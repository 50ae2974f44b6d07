import { z } from "zod";

/** A wording that a campaign had, and what it changed of the one before. */
export const versionSchema = z.object({
  revision: z.int(),
  act: z.enum(["created", "edited", "undone"]),
  by: z.string(),
  at: z.iso.datetime(),
  changed: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
});
export type Version = z.infer<typeof versionSchema>;
