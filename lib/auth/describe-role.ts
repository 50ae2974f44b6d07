import { permissionWords } from "./authorize";
import { type Permission, permissions, type Role, roleNames } from "./roles";

export type RoleInWords = {
  may: string[];
  /** What it may not, and who may. */
  mayNot: { what: string; who: string }[];
};

/** What people of this role may do, and who may do the rest; what only keys may is left out. */
export function describeRole(role: Role): RoleInWords {
  const rows = (Object.keys(permissions) as Permission[]).map((name) => ({
    what: permissionWords[name],
    roles: permissions[name].roles as readonly Role[],
  }));
  return {
    may: rows.filter(({ roles }) => roles.includes(role)).map(({ what }) => what),
    mayNot: rows
      .filter(({ roles }) => roles.length > 0 && !roles.includes(role))
      .map(({ what, roles }) => ({ what, who: roles.map((one) => roleNames[one]).join(", ") })),
  };
}
