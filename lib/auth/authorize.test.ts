import { describe, expect, it } from "vitest";
import {
  authorize,
  isAllowed,
  type KeyActor,
  type Permission,
  type PersonActor,
  permissions,
  type Role,
  roles,
  type Scope,
  scopes,
} from ".";

const person = (role: Role): PersonActor => ({
  kind: "person",
  id: role,
  name: role,
  email: `${role}@x`,
  role,
});
const key = (...held: Scope[]): KeyActor => ({
  kind: "key",
  id: "k",
  name: "key",
  prefix: "slu_abcd",
  publicId: "pc_1",
  scopes: held,
  allowedOrigins: [],
});

// the contract's table, written out once more by hand: growth, finance, executive, admin, key scope
const table: Record<Permission, [boolean, boolean, boolean, boolean, Scope | null]> = {
  see: [true, true, true, true, "read"],
  annotate: [true, true, true, true, "campaigns:write"],
  write_campaigns: [true, false, false, true, "campaigns:write"],
  pause: [true, true, true, true, "switch:pause"],
  resume_own_pause: [true, true, true, true, "switch:resume"],
  resume_any_pause: [false, false, true, true, null],
  write_costs: [false, true, false, true, "costs:write"],
  reopen_period: [false, false, false, true, null],
  drop_rows: [false, false, false, true, null],
  approve_rerating: [false, true, false, true, null],
  export_costs: [false, true, true, true, "read"],
  manage_members: [false, false, false, true, null],
  manage_personal_data: [false, false, false, true, null],
  use_coupons: [false, false, false, false, "coupons:write"],
  send_usage: [false, false, false, false, "usage:write"],
  import_usage: [false, true, false, true, "usage:write"],
  read_flags: [false, false, false, false, "flags:read"],
};

describe("the table of roles", () => {
  for (const permission of Object.keys(permissions) as Permission[]) {
    const [growth, finance, executive, admin, scope] = table[permission];
    const expected: Record<Role, boolean> = { growth, finance, executive, admin };
    for (const role of roles) {
      it(`${expected[role] ? "lets" : "forbids"} ${role} ${expected[role] ? "" : "to "}${permission}`, () => {
        expect(isAllowed(person(role), permission)).toBe(expected[role]);
      });
    }
    it(`opens ${permission} to keys with ${scope ?? "no scope at all"} and to no other key`, () => {
      expect(scopes.filter((one) => isAllowed(key(one), permission))).toEqual(scope ? [scope] : []);
    });
  }

  it("says who may when it refuses", () => {
    const refused = authorize(person("finance"), "write_campaigns");
    expect(refused).toMatchObject({ ok: false, error: { code: "forbidden" } });
    if (!refused.ok) expect(refused.error.detail).toContain("Growth manager, Administrator");
  });
});
