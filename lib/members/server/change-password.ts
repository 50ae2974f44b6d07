import "server-only";
import type { z } from "zod";
import { recordAudit } from "../../audit/server";
import type { PersonActor } from "../../auth";
import { endSessions, giveTryBack, hashPassword, takeTry, verifyPassword } from "../../auth/server";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { passwordChangeInput } from "../person-input";
import { getPasswordHash } from "./member-queries";
import { lockPerson, savePassword } from "./person-store";
import { wrongFields } from "./wrong-fields";

const wrong = (detail: string) =>
  refuse("invalid_request", "Some fields are wrong.", [{ pointer: "#/currentPassword", detail }]);

/**
 * One's own password, with the one that holds now; every session ends, also this one: the door begins it anew. Tries
 * are counted apart from those at sign-in, so that who holds a stolen session cannot find the password out.
 */
export async function changePassword(
  actor: PersonActor,
  input: z.input<typeof passwordChangeInput>,
): Promise<Result<void>> {
  const parsed = passwordChangeInput.safeParse(input);
  if (!parsed.success) return wrongFields(parsed.error.issues);
  const { currentPassword, password } = parsed.data;
  const allowance = [{ key: `password ${actor.id}`, most: 10, everySeconds: 60 }];
  const may = await takeTry(allowance);
  if (!may.ok) return may;
  const stored = await getPasswordHash(actor.id);
  if (stored === null)
    return wrong(
      "you sign in through your company and have no password here; an administrator can make you a link",
    );
  if (!(await verifyPassword(stored, currentPassword))) return wrong("is not your password");
  await giveTryBack(allowance);
  if (currentPassword === password) {
    return refuse("invalid_request", "Some fields are wrong.", [
      { pointer: "#/password", detail: "choose another than the one you have" },
    ]);
  }
  const passwordHash = await hashPassword(password);
  return db().$transaction(async (tx) => {
    const person = await lockPerson(tx, actor.id);
    // somebody else was faster: what was checked holds no more
    if (!person || person.passwordHash !== stored) return wrong("was changed meanwhile");
    await savePassword(tx, actor.id, passwordHash);
    const sessions = await endSessions(tx, actor.id);
    await recordAudit(tx, actor, {
      action: "person.password_changed",
      target: { kind: "person", id: actor.id },
      after: { email: person.email, sessionsEnded: sessions },
    });
    return ok(undefined);
  });
}
