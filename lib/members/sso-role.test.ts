import { describe, expect, it } from "vitest";
import { roleOfClaims } from "./sso-role";

describe("the role of a person who comes by single sign-on", () => {
  it.each([
    [{ role: "growth" }, "role", "growth"],
    [{ role: "Finance" }, "role", "finance"],
    [{ groups: ["staff", "executive"] }, "groups", "executive"],
    [{ groups: ["growth", "admin"] }, "groups", "admin"],
    [{ "https://example.com/role": "admin" }, "https://example.com/role", "admin"],
    [{ realm_access: { roles: ["offline", "growth"] } }, "realm_access.roles", "growth"],
    [{ role: "owner" }, "role", null],
    [{ role: "administrator" }, "role", null],
    [{ role: "" }, "role", null],
    [{ role: { admin: true } }, "role", null],
    [{ role: 1 }, "role", null],
    [{ role: [["admin"]] }, "role", null],
    [{}, "role", null],
    [{ admin: "admin" }, "role", null],
    [{ a: null }, "a.b", null],
    [{}, "constructor.name", null],
    [{}, "__proto__", null],
  ] as const)("of %j by the claim %s is %s", (claims, name, role) => {
    expect(roleOfClaims(claims, name)).toBe(role);
  });
});
