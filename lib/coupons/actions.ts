"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { campaignExtendInput } from "../campaigns";
import { cancelJob, extendCampaign } from "../campaigns/server";
import { type ActionState, runAction } from "../entry/define-action";
import { makeCodesInput } from "./coupon-input";
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
  .transform((typed) =>
    /^\d{1,9}$/.test(typed.replaceAll(/[\s,]/g, "")) ? Number(typed.replaceAll(/[\s,]/g, "")) : typed,
  );
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

const job = z.object({ id: z.string() });

export async function cancelJobAction(_: CouponFormState, form: FormData): Promise<CouponFormState> {
  return told(await runAction(job, form, (actor, { id }) => cancelJob(actor, id)), form);
}
