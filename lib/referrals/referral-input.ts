import { z } from "zod";
import { attributes, subject } from "../coupons";

/** Body of POST …/campaigns/{key}/invitations: who invites. */
export const invitationInput = z.strictObject({
  subject: subject.describe("Who invites, and earns the coupons"),
  attributes: attributes.optional().describe("What is known of them, for the rules of eligibility"),
});
export type InvitationInput = z.output<typeof invitationInput>;

/** Body of POST /api/v1/invitations/{code}/joins: who was invited. */
export const joinInput = z.strictObject({
  subject: subject.describe("Who was invited: a user of whom no usage came yet"),
  attributes: attributes
    .optional()
    .describe("What is known of them: device and address for clusters, and what limits.perIdentifier names"),
});
export type JoinInput = z.output<typeof joinInput>;
