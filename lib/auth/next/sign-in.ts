import "server-only";
import { ok, type Result, refuse } from "../../kernel/result";
import { verifyCredentials } from "../server";
import { clearSession, writeSession } from "./session-cookie";

/** Begins a session for whoever these fit. The refusal does not tell which of the two was wrong. */
export async function signIn(email: string, password: string): Promise<Result<void>> {
  const person = await verifyCredentials(email, password);
  if (!person) {
    return refuse(
      "unauthenticated",
      "This email and password do not fit together. Check both, or ask an administrator for a new password.",
    );
  }
  const { id, name, email: address, sessionEpoch } = person;
  await writeSession({ sub: id, name, email: address, personId: id, sessionEpoch });
  return ok(undefined);
}

export async function signOut(): Promise<void> {
  await clearSession();
}
