import { err, ok, type Refusal, type Result } from "../kernel/result";
import type { Actor } from "./actor";
import { type Permission, permissions, roleNames } from "./roles";

export const permissionWords: Record<Permission, string> = {
  see: "see this",
  annotate: "write notes on the charts",
  write_campaigns: "create, edit, launch or end campaigns",
  pause: "pause promotions",
  resume_own_pause: "resume",
  resume_any_pause: "resume a pause by someone else",
  write_costs: "set prices, budgets or rates, or close a period",
  reopen_period: "reopen a period",
  drop_rows: "say how long rows of the ledger are kept",
  approve_rerating: "approve pricing a period again",
  export_costs: "export cost data",
  manage_members: "manage people and keys",
  manage_personal_data: "export or erase what is held of a chatbot user",
  use_coupons: "issue or redeem coupons",
  send_usage: "send usage",
  import_usage: "import usage files",
  read_flags: "read flags",
};

/** Whether the table of roles lets this actor do that. Sluice's own acts were decided when they were set up. */
export function isAllowed(actor: Actor, permission: Permission): boolean {
  const row = permissions[permission];
  if (actor.kind === "system") return true;
  if (actor.kind === "person") return (row.roles as readonly string[]).includes(actor.role);
  return row.scope !== null && actor.scopes.includes(row.scope);
}

/** `forbidden` with a sentence that says who may, when the actor may not. */
export function authorize(actor: Actor, permission: Permission): Result<void, Refusal<"forbidden">> {
  if (isAllowed(actor, permission)) return ok(undefined);
  const row = permissions[permission];
  const detail =
    actor.kind === "key"
      ? row.scope
        ? `This key may not ${permissionWords[permission]}: it needs the scope ${row.scope}.`
        : `A key may never ${permissionWords[permission]}: a person must.`
      : `Your role may not ${permissionWords[permission]}. ${row.roles.map((role) => roleNames[role]).join(", ") || "Only a key"} may.`;
  return err({ code: "forbidden", detail });
}
