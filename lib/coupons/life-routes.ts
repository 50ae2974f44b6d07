import "server-only";
import { z } from "zod";
import { jobSchema } from "../campaigns";
import { type ApiRoute, defineRoute } from "../entry";
import { ok } from "../kernel/result";
import { choiceSchema } from "./choose-coupons";
import {
  chooseInput,
  holdInput,
  makeCodesInput,
  refundInput,
  releaseInput,
  revokeInput,
  revokeManyInput,
} from "./coupon-input";
import { couponSchema, heldCouponSchema, redemptionSchema } from "./coupon-view";
import { clusterAttributes, clusterSchema, funnelSchema } from "./reach-view";
import { holdRefusals, reissueRefusals } from "./refusal";
import * as commands from "./server";

const campaignParams = z.strictObject({ key: z.string() });
const codeParams = z.strictObject({ code: z.string() });
const WEEK_MS = 7 * 24 * 60 * 60 * 1_000;
const clustersQuery = z.strictObject({
  by: z.enum(clusterAttributes, { message: `must be one of ${clusterAttributes.join(", ")}` }),
  least: z.coerce
    .number("must be a number")
    .int("must be whole")
    .min(2, "must be 2 or more")
    .max(1_000_000)
    .optional()
    .describe("So many different subjects; 3 unless said otherwise"),
  from: z.iso
    .datetime({ offset: true, message: "must be a time such as 2026-11-27T10:00:00+08:00" })
    .optional()
    .describe("Coupons issued since then; a week unless said otherwise"),
});
const FILE_LIMIT = 32 * 1024 * 1024;
const startedJob = {
  202: { description: "The job; GET /api/v1/jobs/{id} tells how far it is", schema: jobSchema },
};

/** Codes in wait, and what may become of a coupon between issuing and redeeming, machine to machine. */
export const lifeRoutes: ApiRoute[] = [
  defineRoute({
    method: "post",
    path: "/api/v1/campaigns/{key}/codes",
    id: "makeCodes",
    tag: "codes",
    summary: "Have up to a million codes made in advance, as a job",
    scope: "campaigns:write",
    params: campaignParams,
    body: makeCodesInput,
    idempotency: true,
    answers: startedJob,
    refusals: ["not_found", "code_is_shared", "invalid_transition"],
    handle: async ({ actor, params: { key }, body }) => {
      const job = await commands.makeCodes(actor, key, body);
      return job.ok ? ok({ status: 202, body: job.value }) : job;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/campaigns/{key}/codes/import",
    id: "importCodes",
    tag: "codes",
    summary:
      "Add the codes of a CSV file, as a job: the column headed code, else the first; refused row by row",
    scope: "campaigns:write",
    params: campaignParams,
    rawBody: { maxBytes: FILE_LIMIT, contentTypes: ["text/csv"] },
    idempotency: true,
    answers: startedJob,
    refusals: ["not_found", "code_is_shared", "invalid_transition", "too_large"],
    handle: async ({ actor, params: { key }, bytes }) => {
      const job = await commands.importCodes(actor, key, bytes);
      return job.ok ? ok({ status: 202, body: job.value }) : job;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaigns/{key}/coupons.csv",
    id: "exportCoupons",
    tag: "codes",
    summary: "All coupons and codes of a campaign as CSV, streamed, as they stand at one moment",
    scope: "read",
    params: campaignParams,
    answers: { 200: { description: "The file", schema: z.string(), contentType: "text/csv" } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { key } }) => {
      const file = await commands.exportCoupons(actor, key);
      if (!file.ok) return file;
      const raw = new Response(file.value.body, {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="${file.value.name}"`,
          "cache-control": "no-store",
        },
      });
      return ok({ status: 200, raw });
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaigns/{key}/funnel",
    id: "getFunnel",
    tag: "campaigns",
    summary: "Subjects from eligible to redeemed, and who was held out or turned away",
    scope: "read",
    params: campaignParams,
    answers: { 200: { description: "The funnel", schema: funnelSchema } },
    refusals: ["not_found"],
    handle: async ({ actor, params: { key } }) => {
      const funnel = await commands.getFunnel(actor, key);
      return funnel.ok ? ok({ status: 200, body: funnel.value }) : funnel;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/campaigns/{key}/clusters",
    id: "listClusters",
    tag: "coupons",
    summary: "Devices, addresses or inviters that several subjects share, and what their coupons cost",
    scope: "read",
    params: campaignParams,
    query: clustersQuery,
    answers: {
      200: { description: "The largest hundred", schema: z.object({ data: z.array(clusterSchema) }) },
    },
    refusals: ["not_found"],
    handle: async ({ actor, params: { key }, query: { by, least = 3, from } }) => {
      const since = from ? new Date(from) : new Date(Date.now() - WEEK_MS);
      const clusters = await commands.listClusters(actor, key, { by, least, from: since });
      return clusters.ok ? ok({ status: 200, body: clusters.value }) : clusters;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/campaigns/{key}/revoke",
    id: "revokeCoupons",
    tag: "coupons",
    summary: "Take all coupons of a campaign that fit every condition out of use, as a job",
    scope: "campaigns:write",
    params: campaignParams,
    body: revokeManyInput,
    idempotency: true,
    answers: startedJob,
    refusals: ["not_found"],
    handle: async ({ actor, params: { key }, body }) => {
      const job = await commands.revokeCoupons(actor, key, body);
      return job.ok ? ok({ status: 202, body: job.value }) : job;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/coupon-choices",
    id: "chooseCoupons",
    tag: "coupons",
    summary: "Which coupons an order should use: of each exclusive group the one of the highest priority",
    scope: "coupons:write",
    body: chooseInput,
    idempotency: true,
    answers: {
      200: {
        description: "The chosen first, then the others with the reason why not",
        schema: z.object({ data: z.array(choiceSchema) }),
      },
    },
    handle: async ({ actor, body }) => {
      const chosen = await commands.chooseCoupons(actor, body);
      return chosen.ok ? ok({ status: 200, body: chosen.value }) : chosen;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/coupons/{code}/hold",
    id: "holdCoupon",
    tag: "coupons",
    summary:
      "Keep a coupon for one checkout; asking again gives it more time, and redeeming needs no release",
    scope: "coupons:write",
    params: codeParams,
    body: holdInput,
    idempotency: true,
    answers: { 200: { description: "The coupon and until when it is held", schema: heldCouponSchema } },
    refusals: ["coupon_not_found", ...holdRefusals],
    handle: async ({ actor, params: { code }, body }) => {
      const held = await commands.holdCoupon(actor, code, body);
      return held.ok ? ok({ status: 200, body: held.value }) : held;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/coupons/{code}/release",
    id: "releaseCoupon",
    tag: "coupons",
    summary: "End a hold before its time; without one nothing happens",
    scope: "coupons:write",
    params: codeParams,
    body: releaseInput,
    idempotency: true,
    answers: { 200: { description: "The coupon", schema: couponSchema } },
    refusals: ["coupon_not_found", "coupon_held", "subject_mismatch"],
    handle: async ({ actor, params: { code }, body }) => {
      const coupon = await commands.releaseCoupon(actor, code, body);
      return coupon.ok ? ok({ status: 200, body: coupon.value }) : coupon;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/coupons/{code}/reissue",
    id: "reissueCoupon",
    tag: "coupons",
    summary: "Give a coupon a new code; the old one answers coupon_revoked from now on",
    scope: "campaigns:write",
    params: codeParams,
    body: revokeInput,
    idempotency: true,
    answers: { 200: { description: "The coupon with its new code", schema: couponSchema } },
    refusals: ["coupon_not_found", ...reissueRefusals],
    handle: async ({ actor, params: { code }, body }) => {
      const coupon = await commands.reissueCoupon(actor, code, body);
      return coupon.ok ? ok({ status: 200, body: coupon.value }) : coupon;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/redemptions/{id}/refund",
    id: "refundRedemption",
    tag: "coupons",
    summary:
      "Give back a part of the order: the discount falls in proportion, and the budget has the difference",
    scope: "coupons:write",
    params: z.strictObject({ id: z.string() }),
    body: refundInput,
    idempotency: true,
    answers: { 200: { description: "The redemption as it is now", schema: redemptionSchema } },
    refusals: ["not_found", "invalid_transition"],
    handle: async ({ actor, params: { id }, body }) => {
      const redemption = await commands.refundRedemption(actor, id, body);
      return redemption.ok ? ok({ status: 200, body: redemption.value }) : redemption;
    },
  }),
];
