import "server-only";
import { db } from "../../platform/db";
import type { PersonActor } from "../actor";
import type { Role } from "../roles";

/** What sign-in needs; null when nobody has this address. Addresses are kept in lower case. */
export async function getPersonForSignIn(email: string) {
  return db().person.findUnique({
    where: { email: email.trim().toLowerCase() },
    select: {
      id: true,
      email: true,
      name: true,
      role: true,
      passwordHash: true,
      sessionEpoch: true,
      disabledAt: true,
    },
  });
}

/** Today's truth about a session: null when the person is disabled or the session was ended. */
export async function getSessionPerson(id: string, sessionEpoch: number): Promise<PersonActor | null> {
  const person = await db().person.findUnique({
    where: { id },
    select: { id: true, email: true, name: true, role: true, sessionEpoch: true, disabledAt: true },
  });
  if (!person || person.disabledAt || person.sessionEpoch !== sessionEpoch) return null;
  return { kind: "person", id: person.id, name: person.name, email: person.email, role: person.role as Role };
}
