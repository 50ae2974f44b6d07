import "server-only";
import { db } from "../../platform/db";

/** What sign-in needs; null when nobody has this address. Addresses are kept in lower case. */
export async function getPersonForSignIn(email: string) {
  return db().person.findUnique({
    where: { email: email.trim().toLowerCase() },
    select: {
      id: true,
      email: true,
      name: true,
      passwordHash: true,
      totpEnabledAt: true,
      disabledAt: true,
    },
  });
}
