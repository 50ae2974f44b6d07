import { z } from "zod";
import { eligibilityRule } from "./eligibility";

/** Body of POST …/eligibility: what the chatbot would tell of somebody, and perhaps a rule to try instead of its own. */
export const eligibilityTestInput = z.strictObject({
  subject: z.string("must be text").min(1).max(200).optional(),
  attributes: z.record(z.string().max(60), z.union([z.string().max(200), z.number(), z.boolean()])),
  rule: eligibilityRule.optional(),
});
export type EligibilityTestInput = z.output<typeof eligibilityTestInput>;

export const eligibilityTestSchema = z.object({
  eligible: z.boolean(),
  /** Where in the rule (RFC 6901), and what it wants. */
  refusing: z.array(z.object({ pointer: z.string(), says: z.string() })),
  /** With a subject: whether the holdout keeps it out. */
  heldOut: z.boolean().optional(),
  /** With a subject that a list keeps out: the deny list of all campaigns, the campaign's own, or that it is not on its allow list. */
  listed: z.enum(["denied_everywhere", "denied", "not_on_allow_list"]).optional(),
});
export type EligibilityTest = z.infer<typeof eligibilityTestSchema>;
