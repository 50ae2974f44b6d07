import "server-only";
import { ok, type Result, refuse } from "../../kernel/result";
import {
  allowancesOf,
  beginSession,
  endSession,
  giveTryBack,
  type SessionVia,
  takeTry,
  verifyCredentials,
} from "../server";
import { whence } from "./origin";
import { getStandingSession } from "./session";
import {
  clearSecondStep,
  clearSession,
  knownDevice,
  rememberDevice,
  writeSecondStep,
  writeSession,
} from "./session-cookie";

/** Begins a session of this browser for a person who has shown who they are. In actions and routes only. */
export async function startSession(
  person: { id: string; name: string; email: string },
  via: SessionVia,
): Promise<void> {
  await writeSession(await beginSession(person.id, via, await whence()), person);
  await rememberDevice(person.email);
  await clearSecondStep();
}

/** Whose tries are counted together at the second step: a device that `email` has used before, else an address. */
export async function triesFrom(email: string): Promise<{ name: string; known: boolean }> {
  const device = await knownDevice(email);
  return device ? { name: device, known: true } : { name: (await whence()).address, known: false };
}

/** The buckets that a try to sign in as `account` from this browser empties. */
export async function allowancesHere(account: string) {
  return allowancesOf(account, (await whence()).address, await knownDevice(account));
}

/**
 * Begins a session for whoever these fit, or asks for the code of their second factor. The refusal does not tell which
 * of the two was wrong, nor whether anybody has this address.
 */
export async function signIn(email: string, password: string): Promise<Result<"signed_in" | "second_step">> {
  const account = email.trim().toLowerCase().slice(0, 320);
  const allowances = await allowancesHere(account);
  const may = await takeTry(allowances);
  if (!may.ok) return may;
  const person = await verifyCredentials(email, password);
  if (!person) {
    return refuse(
      "unauthenticated",
      "This email and password do not fit together. Check both, or ask an administrator for a new password.",
    );
  }
  await giveTryBack(allowances);
  if (person.totpEnabledAt) {
    await writeSecondStep({ personId: person.id, email: person.email });
    return ok("second_step");
  }
  await startSession(person, "password");
  return ok("signed_in");
}

export async function signOut(): Promise<void> {
  const session = await getStandingSession();
  if (session) await endSession(session.id);
  await clearSession();
}
