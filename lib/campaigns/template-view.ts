import { z } from "zod";
import { oneLine, prose } from "../kernel/text";
import type { CampaignInput } from "./campaign-input";

/** What a template keeps of a campaign: what may be said again. Two campaigns share no key, no time and no code. */
export type TemplateWording = Omit<CampaignInput, "key" | "startsAt" | "endsAt" | "sharedCode">;

/** A wording to start campaigns from, under a name of its own. */
export const templateSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  /** As the body of POST /api/v1/campaigns, without what each campaign says for itself. */
  campaign: z.record(z.string(), z.unknown()),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
});
export type Template = Omit<z.infer<typeof templateSchema>, "campaign"> & { campaign: TemplateWording };

/** Body of POST /api/v1/templates. */
export const templateInput = z.strictObject({
  name: oneLine(120).regex(/\S/, "must not be empty"),
  campaign: z.string("must be text").max(60).describe("The key of the campaign that is kept"),
});
export type TemplateInput = z.output<typeof templateInput>;

/** Body of POST …/notes. */
export const noteInput = z.strictObject({ text: prose(2000).regex(/\S/, "must not be empty") });

/** What a person wrote about a campaign; it stands in its activity and in the audit for good. */
export const noteSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  by: z.string(),
  text: z.string(),
});
export type Note = z.infer<typeof noteSchema>;
