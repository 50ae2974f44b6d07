import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute, type RouteAnswer } from "../entry";
import { pageFields } from "../kernel/page";
import { ok, type Result } from "../kernel/result";
import { flowSchema } from "../switch";
import { issueInput, redeemInput, revokeInput, rollBackInput, validateInput } from "./coupon-input";
import {
  couponSchema,
  couponSorts,
  couponStatuses,
  issuedCouponSchema,
  redemptionSchema,
  validationSchema,
} from "./coupon-view";
import { issueRefusals, redeemRefusals, sharedRefusals } from "./refusal";
import * as commands from "./server";

const campaignParams = z.strictObject({ key: z.string() });
const codeParams = z.strictObject({ code: z.string() });
const text = z.string().max(200, "may have at most 200 characters");
const instant = z.iso
  .datetime({ offset: true, message: "must be a time such as 2026-11-27T10:00:00+08:00" })
  .transform((value) => new Date(value));
const page = z.strictObject({
  ...pageFields,
  status: z.enum(couponStatuses, { message: `must be one of ${couponStatuses.join(", ")}` }).optional(),
  sort: z.enum(couponSorts, { message: `must be one of ${couponSorts.join(", ")}` }).optional(),
  search: text.optional().describe("The beginning of a code or of a subject, or a whole order id"),
  subject: text.optional(),
  device: text.optional(),
  address: text.optional(),
  inviter: text.optional(),
  issuedFrom: instant.optional().describe("Issued since then"),
  issuedTo: instant.optional().describe("Issued before then"),
});

function created(body: unknown, replayed: boolean): Result<RouteAnswer> {
  return ok({ status: 201, body, ...(replayed ? { headers: { "idempotency-replayed": "true" } } : {}) });
}

/** Coupons, machine to machine. */
export const couponRoutes: ApiRoute[] = [
  defineRoute({
    method: "post",
    path: "/api/v1/campaigns/{key}/coupons",
    id: "issueCoupon",
    tag: "coupons",
    summary: "Issue a coupon to a subject",
    scope: "coupons:write",
    params: campaignParams,
    body: issueInput,
    idempotency: "own",
    answers: { 201: { description: "The coupon", schema: issuedCouponSchema } },
    refusals: ["not_found", ...issueRefusals, "idempotency_key_reused"],
    handle: async ({ actor, params: { key }, body, idempotency }) => {
      const issued = await commands.issueCoupon(actor, key, body, idempotency);
      return issued.ok ? created(issued.value.coupon, issued.value.replayed) : issued;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaigns/{key}/coupons",
    id: "listCoupons",
    tag: "coupons",
    summary: "Coupons of a campaign, the last issued first",
    scope: "read",
    params: campaignParams,
    query: page,
    answers: {
      200: {
        description: "A page of coupons",
        schema: z.object({ data: z.array(couponSchema), nextCursor: z.string().nullable() }),
      },
    },
    refusals: ["not_found"],
    handle: async ({ actor, params: { key }, query }) => {
      const coupons = await commands.listCoupons(actor, { campaign: key, ...query });
      return coupons.ok ? ok({ status: 200, body: coupons.value }) : coupons;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/flow",
    id: "getFlow",
    tag: "switch",
    summary: "The state of the flow: switch, rate of issuing, and what the pause that stands did",
    scope: "read",
    answers: { 200: { description: "The flow now", schema: flowSchema } },
    handle: async ({ actor }) => {
      const flow = await commands.getFlow(actor);
      return flow.ok ? ok({ status: 200, body: flow.value }) : flow;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/coupons/{code}",
    id: "getCoupon",
    tag: "coupons",
    summary: "One coupon, its code in any case, with or without dashes",
    scope: "read",
    params: codeParams,
    answers: { 200: { description: "The coupon", schema: couponSchema } },
    refusals: ["coupon_not_found"],
    handle: async ({ actor, params: { code } }) => {
      const coupon = await commands.getCoupon(actor, code);
      return coupon.ok ? ok({ status: 200, body: coupon.value }) : coupon;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/coupons/{code}/validate",
    id: "validateCoupon",
    tag: "coupons",
    summary: "What redeeming this coupon would answer now",
    scope: "coupons:write",
    params: codeParams,
    body: validateInput,
    idempotency: true,
    answers: { 200: { description: "Valid, or the refusal", schema: validationSchema } },
    refusals: ["coupon_not_found"],
    handle: async ({ actor, params: { code }, body }) => {
      const validation = await commands.validateCoupon(actor, code, body);
      return validation.ok ? ok({ status: 200, body: validation.value }) : validation;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/coupons/{code}/redemptions",
    id: "redeemCoupon",
    tag: "coupons",
    summary: "Redeem a coupon, once",
    scope: "coupons:write",
    params: codeParams,
    body: redeemInput,
    idempotency: "own",
    answers: { 201: { description: "The redemption", schema: redemptionSchema } },
    refusals: [
      "coupon_not_found",
      ...new Set([...redeemRefusals, ...sharedRefusals]),
      "idempotency_key_reused",
    ],
    handle: async ({ actor, params: { code }, body, idempotency }) => {
      const redeemed = await commands.redeemCoupon(actor, code, body, idempotency);
      return redeemed.ok ? created(redeemed.value.redemption, redeemed.value.replayed) : redeemed;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/coupons/{code}/revoke",
    id: "revokeCoupon",
    tag: "coupons",
    summary: "Take a coupon out of use; twice is no error",
    scope: "campaigns:write",
    params: codeParams,
    body: revokeInput,
    idempotency: true,
    answers: { 200: { description: "The coupon", schema: couponSchema } },
    refusals: ["coupon_not_found", "coupon_already_redeemed", "coupon_expired", "code_is_shared"],
    handle: async ({ actor, params: { code }, body }) => {
      const coupon = await commands.revokeCoupon(actor, code, body);
      return coupon.ok ? ok({ status: 200, body: coupon.value }) : coupon;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/redemptions/{id}/rollback",
    id: "rollBackRedemption",
    tag: "coupons",
    summary: "Take a redemption back; it takes effect once, whatever the campaign's state",
    scope: "coupons:write",
    params: z.strictObject({ id: z.string() }),
    body: rollBackInput,
    idempotency: true,
    answers: { 200: { description: "The redemption, rolled back", schema: redemptionSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { id }, body }) => {
      const redemption = await commands.rollBackRedemption(actor, id, body);
      return redemption.ok ? ok({ status: 200, body: redemption.value }) : redemption;
    },
  }),
];
