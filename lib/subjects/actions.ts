"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { subject } from "../coupons";
import { runAction } from "../entry/define-action";
import * as commands from "./server";

/** What the form says when it was refused. */
export type EraseState = { detail: string; errors: Record<string, string> } | null;

const eraseInput = z.strictObject({
  subject,
  confirmed: z.literal("yes", "tick this first: it cannot be undone"),
});

export async function eraseSubjectAction(_: EraseState, form: FormData): Promise<EraseState> {
  const state = await runAction(eraseInput, form, (actor, given) =>
    commands.eraseSubject(actor, given.subject),
  );
  if (!state.ok) return { detail: state.detail, errors: state.errors };
  redirect("/settings?erased=yes#personal-data");
}
