"use server";

import { redirect } from "next/navigation";
import { isOutage } from "../platform/outage";
import { signIn, signOut } from "./next";
import { toOwnPath } from "./own-path";

/** What the sign-in form shows again. Never the password. */
export type SignInState = { detail: string; email: string } | null;

const text = (form: FormData, name: string) => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};

/** The form of /sign-in, with and without JavaScript: on to where the person wanted to go, or back with a sentence. */
export async function signInAction(_: SignInState, form: FormData): Promise<SignInState> {
  const email = text(form, "email").trim();
  const password = text(form, "password");
  if (!email || !password) return { detail: "Give your email and your password.", email };
  const result = await signIn(email, password).catch((error) => {
    if (isOutage(error)) return null;
    throw error;
  });
  if (!result) return { detail: "The database is not reachable just now. Try again in a moment.", email };
  if (!result.ok) return { detail: result.error.detail, email };
  const target = toOwnPath(form.get("callbackUrl"));
  if (result.value === "signed_in") redirect(target);
  redirect(target === "/" ? "/sign-in/code" : `/sign-in/code?callbackUrl=${encodeURIComponent(target)}`);
}

export async function signOutAction(): Promise<void> {
  await signOut();
  redirect("/sign-in");
}
