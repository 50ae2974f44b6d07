"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { subject } from "../coupons";
import { runAction } from "../entry/define-action";
import { refuse } from "../kernel/result";
import { retentionInput } from "./retention";
import * as commands from "./server";

export type RetentionState = { detail: string; errors: Record<string, string> } | null;

/** What the form says when it was refused. */
export type EraseState = { detail: string; errors: Record<string, string> } | null;

const eraseInput = z.strictObject({
  subject,
  confirmed: z.literal("yes", "tick this first: it cannot be undone"),
});

/** Shortening what is kept erases people: it asks once. */
export async function setRetentionAction(_: RetentionState, form: FormData): Promise<RetentionState> {
  const state = await runAction(retentionInput, form, async (actor, { months, confirmed }) => {
    if (months !== "never" && !confirmed)
      return refuse("invalid_request", "Tick that silent users may be erased for good.", [
        { pointer: "#/confirmed", detail: "tick this: it cannot be undone" },
      ]);
    return commands.setRetention(actor, months);
  });
  if (!state.ok) return { detail: state.detail, errors: state.errors };
  redirect("/settings?kept=yes#personal-data");
}

export async function eraseSubjectAction(_: EraseState, form: FormData): Promise<EraseState> {
  const state = await runAction(eraseInput, form, (actor, given) =>
    commands.eraseSubject(actor, given.subject),
  );
  if (!state.ok) return { detail: state.detail, errors: state.errors };
  redirect("/settings?erased=yes#personal-data");
}
