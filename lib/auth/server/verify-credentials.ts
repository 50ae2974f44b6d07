import "server-only";
import { verifyPassword } from "./password";
import { getPersonForSignIn } from "./person-queries";

const MOST_EMAIL = 320;
const MOST_PASSWORD = 1_000;

/** Who signs in with these; null when they do not fit, or the person is disabled. Takes as long either way. */
export async function verifyCredentials(email: string, password: string) {
  if (email.length > MOST_EMAIL || password.length > MOST_PASSWORD) return null;
  const person = await getPersonForSignIn(email);
  const fits = await verifyPassword(person?.passwordHash ?? null, password);
  return person && fits && !person.disabledAt ? person : null;
}
