import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { hashPassword } from "../../auth/server";
import { ok, type Result, refuse } from "../../kernel/result";
import { db } from "../../platform/db";
import { type Person, type PersonInput, personInput } from "../person-input";
import { toPerson } from "./member-queries";
import { insertPerson } from "./member-store";
import { wrongFields } from "./wrong-fields";

/** Adds a person who may sign in at once. `key_taken` when the address is in use. Administrators only. */
export async function createPerson(actor: Actor, input: PersonInput): Promise<Result<Person>> {
  const may = authorize(actor, "manage_members");
  if (!may.ok) return may;
  const parsed = personInput.safeParse(input);
  if (!parsed.success) return wrongFields(parsed.error.issues);
  const { email, name, role, password } = parsed.data;
  const passwordHash = await hashPassword(password);
  return db().$transaction(async (tx) => {
    const row = await insertPerson(tx, { email, name, role, passwordHash });
    if (!row) {
      return refuse("key_taken", `Somebody signs in with ${email} already.`, [
        { pointer: "#/email", detail: "is in use" },
      ]);
    }
    await recordAudit(tx, actor, {
      action: "person.created",
      target: { kind: "person", id: row.id },
      after: { email, name, role },
    });
    return ok(toPerson(row));
  });
}
