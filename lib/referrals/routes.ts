import "server-only";
import { z } from "zod";
import { issueRefusals } from "../coupons";
import { type ApiRoute, defineRoute } from "../entry";
import { pageFields } from "../kernel/page";
import { ok } from "../kernel/result";
import { invitationInput, joinInput } from "./referral-input";
import {
  invitationSchema,
  joinSchema,
  referralFunnelSchema,
  referralSchema,
  referralStatuses,
} from "./referral-view";
import { joinRefusals } from "./refusal";
import * as commands from "./server";

const tag = "referrals";
const campaignParams = z.strictObject({ key: z.string() });
const codeParams = z.strictObject({ code: z.string() });
const page = z.strictObject({
  ...pageFields,
});
const referralPage = page.extend({
  status: z.enum(referralStatuses, { message: `must be one of ${referralStatuses.join(", ")}` }).optional(),
});
const inviteRefusals = issueRefusals.filter(
  (code) => !["code_is_shared", "earned_by_inviting", "subject_limit_reached", "rate_limited"].includes(code),
);

/** Invitations and who came by them, machine to machine. */
export const referralRoutes: ApiRoute[] = [
  defineRoute({
    method: "post",
    path: "/api/v1/campaigns/{key}/invitations",
    id: "invite",
    tag,
    summary: "The code with which a subject invites others: one for each campaign, the same each time",
    scope: "coupons:write",
    params: campaignParams,
    body: invitationInput,
    idempotency: true,
    answers: {
      200: { description: "The invitation that stands", schema: invitationSchema },
      201: { description: "The invitation, new", schema: invitationSchema },
    },
    refusals: ["not_found", "not_a_referral", ...inviteRefusals],
    handle: async ({ actor, params: { key }, body }) => {
      const invited = await commands.invite(actor, key, body);
      if (!invited.ok) return invited;
      return ok({ status: invited.value.made ? 201 : 200, body: invited.value.invitation });
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaigns/{key}/invitations",
    id: "listInvitations",
    tag,
    summary: "Invitations of a campaign and what came of them, the last made first",
    scope: "read",
    params: campaignParams,
    query: page,
    answers: {
      200: {
        description: "A page of invitations",
        schema: z.object({ data: z.array(invitationSchema), nextCursor: z.string().nullable() }),
      },
    },
    refusals: ["not_found", "not_a_referral"],
    handle: async ({ actor, params: { key }, query }) => {
      const invitations = await commands.listInvitations(actor, key, query);
      return invitations.ok ? ok({ status: 200, body: invitations.value }) : invitations;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaigns/{key}/referrals",
    id: "listReferrals",
    tag,
    summary: "Invited users of a campaign, with the coupon that was earned or the reason why none",
    scope: "read",
    params: campaignParams,
    query: referralPage,
    answers: {
      200: {
        description: "A page of invited users",
        schema: z.object({ data: z.array(referralSchema), nextCursor: z.string().nullable() }),
      },
    },
    refusals: ["not_found", "not_a_referral"],
    handle: async ({ actor, params: { key }, query }) => {
      const referrals = await commands.listReferrals(actor, key, query);
      return referrals.ok ? ok({ status: 200, body: referrals.value }) : referrals;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaigns/{key}/referral-funnel",
    id: "getReferralFunnel",
    tag,
    summary: "From invitations to rewards, and who brought most",
    scope: "read",
    params: campaignParams,
    answers: { 200: { description: "The funnel", schema: referralFunnelSchema } },
    refusals: ["not_found", "not_a_referral"],
    handle: async ({ actor, params: { key } }) => {
      const funnel = await commands.getReferralFunnel(actor, key);
      return funnel.ok ? ok({ status: 200, body: funnel.value }) : funnel;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/invitations/{code}",
    id: "getInvitation",
    tag,
    summary: "One invitation, its code in any case, with or without dashes",
    scope: "read",
    params: codeParams,
    answers: { 200: { description: "The invitation", schema: invitationSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { code } }) => {
      const invitation = await commands.getInvitation(actor, code);
      return invitation.ok ? ok({ status: 200, body: invitation.value }) : invitation;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/invitations/{code}/joins",
    id: "joinInvitation",
    tag,
    summary:
      "An invited user joins; the inviter earns a coupon when the first usage of that user is counted, once",
    scope: "coupons:write",
    params: codeParams,
    body: joinInput,
    idempotency: true,
    answers: {
      200: { description: "They joined by it before", schema: joinSchema },
      201: { description: "They joined", schema: joinSchema },
    },
    refusals: ["not_found", ...joinRefusals],
    handle: async ({ actor, params: { code }, body }) => {
      const joined = await commands.joinInvitation(actor, code, body);
      if (!joined.ok) return joined;
      return ok({ status: joined.value.made ? 201 : 200, body: joined.value.join });
    },
  }),
];
