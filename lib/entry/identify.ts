import "server-only";
import type { Actor, Scope } from "../auth";
import { authorize, comesFromElsewhere, isAllowed, type Permission, permissions } from "../auth";
import { verifyApiKey } from "../auth/server";
import { ok, type Result, refuse } from "../kernel/result";
import { readEnv } from "../platform/env";
import type { ApiRoute, LaneBindings } from "./route";

const nobody: Actor = { kind: "system", id: "start", name: "anonymous" };

function presentedKey(headers: Headers): string | null {
  const authorization = headers.get("authorization");
  if (authorization) return /^bearer\s+(\S+)\s*$/i.exec(authorization)?.[1] ?? "";
  return headers.get("x-api-key");
}

/** A person's cookie is sent by the browser whoever asks: a change must come from our own pages. */
function isCrossSite(request: Request): boolean {
  if (request.method === "GET" || request.method === "HEAD") return false;
  return comesFromElsewhere(request.headers, readEnv("AUTH_URL").AUTH_URL);
}

/**
 * Whether a person may come through the door that a scope opens to keys: the first row of the table with that scope says
 * so. A route of another row names it.
 */
function personMay(actor: Actor, scope: Scope): boolean {
  const rows = Object.keys(permissions) as Permission[];
  const row = rows.find((permission) => permissions[permission].scope === scope);
  return row !== undefined && isAllowed(actor, row);
}

/** Who asks, and whether this door is theirs. The command asks `authorize` again for the act itself. */
export async function identify(
  request: Request,
  { scope, permission }: Pick<ApiRoute, "scope" | "permission">,
  lane: LaneBindings,
): Promise<Result<Actor>> {
  if (scope === "open") return ok(nobody);
  const key = presentedKey(request.headers);
  if (key !== null) {
    const found = await verifyApiKey(key);
    if (!found.ok) return found;
    const actor = found.value;
    if (scope === "person") return refuse("forbidden", "No key may do this: a person must, signed in.");
    if (!actor.scopes.includes(scope)) return refuse("forbidden", `This key lacks the scope ${scope}.`);
    return ok(actor);
  }
  if (lane.person) {
    if (isCrossSite(request))
      return refuse("forbidden", "A change with a session must come from Sluice's own pages.");
    if (permission) {
      const may = authorize(lane.person, permission);
      if (!may.ok) return may;
    } else if (scope !== "person" && !personMay(lane.person, scope))
      return refuse("forbidden", "Your role may not do this.");
    return ok(lane.person);
  }
  if (scope === "person") return refuse("unauthenticated", "Sign in to the dashboard and ask there.");
  return refuse("unauthenticated", "Send an API key: Authorization: Bearer slu_…");
}
