import { type Role, roles } from "../auth";

/** When a claim names several roles, the first of these counts. */
const order: readonly Role[] = ["admin", "finance", "growth", "executive"];

function claimOf(claims: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  // realm_access.roles
  return name
    .split(".")
    .reduce<unknown>(
      (at, part) =>
        typeof at === "object" && at !== null && Object.hasOwn(at, part)
          ? (at as Record<string, unknown>)[part]
          : undefined,
      claims,
    );
}

/**
 * The role that a person's claims map to; null when to none. The claim `name` (with dots: inside objects) is a role's
 * name or a list of them: growth, finance, executive, admin; upper and lower case are one.
 */
export function roleOfClaims(claims: Record<string, unknown>, name: string): Role | null {
  const value = claimOf(claims, name);
  const named = (Array.isArray(value) ? value : [value])
    .filter((one): one is string => typeof one === "string")
    .map((one) => one.trim().toLowerCase());
  return order.find((role) => roles.includes(role) && named.includes(role)) ?? null;
}
