"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { campaignExtendInput } from "../campaigns";
import { cancelJob, denyEverywhere, extendCampaign } from "../campaigns/server";
import { type ActionState, runAction } from "../entry/define-action";
import { ungroup } from "../kernel/money";
import { ok, type Result } from "../kernel/result";
import { makeCodesInput } from "./coupon-input";
import { clusterAttributes } from "./reach-view";
import * as commands from "./server";

/** What a form of this area says when it was refused, and what was typed in it. */
export type CouponFormState = {
  detail: string;
  errors: Record<string, string>;
  values: Record<string, string>;
} | null;

const key = z.string();
const whole = z
  .string()
  .transform((typed) => (/^\d{1,9}$/.test(ungroup(typed)) ? Number(ungroup(typed)) : typed));
const reason = z
  .string()
  .optional()
  .transform((text) => text?.trim() || undefined);

function told(state: ActionState, form: FormData): CouponFormState {
  if (state.ok) {
    refresh();
    return null;
  }
  const values: Record<string, string> = {};
  for (const [name, value] of form) if (typeof value === "string") values[name] = value;
  return { detail: state.detail, errors: state.errors, values };
}

const make = z.object({ key, count: whole.pipe(makeCodesInput.shape.count) });

/** Codes in advance, from the campaign's page. */
export async function makeCodesAction(_: CouponFormState, form: FormData): Promise<CouponFormState> {
  const state = await runAction(make, form, (actor, given) =>
    commands.makeCodes(actor, given.key, { count: given.count }),
  );
  return told(state, form);
}

const extension = z.object({ key, days: whole.pipe(campaignExtendInput.shape.days), reason });

/** More time for every open coupon of the campaign. */
export async function extendCouponsAction(_: CouponFormState, form: FormData): Promise<CouponFormState> {
  const state = await runAction(extension, form, (actor, given) =>
    extendCampaign(actor, given.key, { days: given.days, reason: given.reason }),
  );
  return told(state, form);
}

const revocation = z.object({
  key,
  which: z.enum(["open", "available"], { message: "must be chosen" }),
  sure: z.literal("yes", { message: "must be ticked: it cannot be taken back at once" }),
  reason,
});

/** All open coupons, or all codes in wait, out of use. */
export async function revokeCouponsAction(_: CouponFormState, form: FormData): Promise<CouponFormState> {
  const state = await runAction(revocation, form, (actor, given) =>
    commands.revokeCoupons(actor, given.key, {
      ...(given.which === "available" ? { available: true as const } : { all: true as const }),
      reason: given.reason,
    }),
  );
  return told(state, form);
}

const selection = z.object({
  key,
  codes: z.array(z.string()).min(1, "needs one coupon or more: tick them in the table"),
  reason,
});

/** The coupons that were ticked in the table, out of use. */
export async function revokeSelectedAction(_: CouponFormState, form: FormData): Promise<CouponFormState> {
  const ticked = {
    key: form.get("key"),
    codes: form.getAll("code"),
    reason: form.get("reason") ?? undefined,
  };
  const state = await runAction(selection, ticked, (actor, given) =>
    commands.revokeCoupons(actor, given.key, { codes: given.codes, reason: given.reason }),
  );
  return told(state, form);
}

const cluster = z.object({
  key,
  attribute: z.enum(clusterAttributes),
  value: z.string().min(1),
  act: z.enum(["revoke", "deny", "both"], { message: "must be chosen" }),
  reason,
});

/** What shares a device, an address or an inviter: its open coupons out of use, itself kept out of every campaign. */
export async function stopClusterAction(_: CouponFormState, form: FormData): Promise<CouponFormState> {
  const state = await runAction(cluster, form, async (actor, given): Promise<Result<null>> => {
    const { attribute, value, act } = given;
    if (act !== "revoke") {
      const because = given.reason === undefined ? {} : { reason: given.reason };
      const denied = await denyEverywhere(actor, { attribute, value, ...because });
      if (!denied.ok) return denied;
    }
    if (act === "deny") return ok(null);
    const revoked = await commands.revokeCoupons(actor, given.key, {
      [attribute]: value,
      reason: given.reason,
    });
    return revoked.ok ? ok(null) : revoked;
  });
  return told(state, form);
}

const job = z.object({ id: z.string() });

export async function cancelJobAction(_: CouponFormState, form: FormData): Promise<CouponFormState> {
  return told(await runAction(job, form, (actor, { id }) => cancelJob(actor, id)), form);
}
