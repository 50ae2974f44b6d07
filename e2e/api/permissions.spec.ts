import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Actor,
  isAllowed,
  type Permission,
  permissions,
  type Role,
  roles,
  type Scope,
  scopes,
} from "@/lib/auth";
import type { ApiRoute } from "@/lib/entry";
import { apiRoutes } from "@/lib/gateway/routes";
import { closeDatabase, pool, useDatabase } from "@/lib/platform/db";
import { type Row, routeRows, rows } from "../fixtures/doors";
import { type Gateway, makeKey, startGateway } from "../fixtures/gateway";
import { createTestDatabase, type TestDatabase } from "../fixtures/test-database";

let database: TestDatabase;
let gateway: Gateway;
const keys = new Map<Scope, string>();
/** Keys that open nothing, by what is wrong with them. */
const dead = new Map<string, string>([
  ["a key that nobody made", "slu_nobody_made_this_one_0123456789abcdef"],
  ["what is no key at all", "slu"],
]);

beforeAll(async () => {
  database = await createTestDatabase("permissions");
  await useDatabase(database.url);
  for (const scope of scopes) keys.set(scope, (await makeKey([scope])).key);
  const revoked = await makeKey([...scopes]);
  await pool().query("UPDATE api_key SET revoked_at = now() WHERE id = $1", [revoked.id]);
  dead.set("a revoked key", revoked.key);
  gateway = await startGateway(database.url);
});
afterAll(async () => {
  await gateway?.stop();
  await closeDatabase();
  await database?.drop();
});

const person = (role: Role): Actor => ({
  kind: "person",
  id: "00000000-0000-4000-8000-0000000000aa",
  name: role,
  email: `${role}@example.test`,
  role,
});
const keyWith = (scope: Scope): Actor => ({
  kind: "key",
  id: "00000000-0000-4000-8000-0000000000bb",
  name: scope,
  prefix: "slu_test",
  publicId: "pc_test",
  scopes: [scope],
  allowedOrigins: [],
});

describe("the roles table", () => {
  it("is the contract's", () => {
    expect(permissions).toEqual(rows);
  });

  const names = Object.keys(rows) as Permission[];
  it.each(names.flatMap((row) => roles.map((role) => [row, role] as const)))(
    "%s for the %s role",
    (row, role) => {
      expect(isAllowed(person(role), row)).toBe((rows[row].roles as readonly string[]).includes(role));
    },
  );
  it.each(names.flatMap((row) => scopes.map((scope) => [row, scope] as const)))(
    "%s for a key with %s",
    (row, scope) => {
      expect(isAllowed(keyWith(scope), row)).toBe(rows[row].scope === scope);
    },
  );

  it("has a row for every route, and no row for a route that is gone", () => {
    expect(Object.keys(routeRows).sort()).toEqual(apiRoutes.map(({ id }) => id).sort());
  });
});

const addressOf = (route: ApiRoute) => route.path.replaceAll(/\{\w+\}/g, "nowhere");
const takesBody = (route: ApiRoute) => route.method !== "get";

/** One request of the gateway with a body that no route takes: whoever may pass is told so, and nothing changes. */
function ask(route: ApiRoute, key: string | null): Promise<number> {
  const { hostname, port } = new URL(gateway.url);
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        hostname,
        port,
        path: addressOf(route),
        method: route.method.toUpperCase(),
        headers: {
          "if-match": '"1"',
          ...(key ? { authorization: `Bearer ${key}` } : {}),
          ...(takesBody(route)
            ? { "content-type": route.rawBody?.contentTypes[0] ?? "application/json", "content-length": "15" }
            : {}),
        },
      },
      (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      },
    );
    asked.once("error", reject);
    asked.end(takesBody(route) ? '{"unheardOf":1}' : undefined);
  });
}

describe.each(apiRoutes.map((route) => [route.id, route] as const))("%s on the gateway", (id, route) => {
  const row = routeRows[id] as Row | "open";

  it("without a key", async () => {
    const status = await ask(route, null);
    if (row === "open") expect([401, 403]).not.toContain(status);
    else expect(status).toBe(401);
  });

  it.each([["a key that nobody made"], ["what is no key at all"], ["a revoked key"]])(
    "with %s",
    async (what) => {
      const status = await ask(route, dead.get(what) ?? "");
      if (row === "open") expect([401, 403]).not.toContain(status);
      else expect(status).toBe(401);
    },
  );

  it.each(scopes.map((scope) => [scope]))("with a key of %s alone", async (scope) => {
    const status = await ask(route, keys.get(scope) ?? "");
    if (row === "open" || rows[row].scope === scope) expect([401, 403]).not.toContain(status);
    else expect(status).toBe(403);
  });
});

/** The handler itself, past the door: the command must refuse whoever the door has let through. */
async function callPast(route: ApiRoute, actor: Actor): Promise<string> {
  const result = await route.handle({
    actor,
    params: new Proxy({}, { get: () => "nowhere" }) as never,
    query: {} as never,
    body: {} as never,
    bytes: new TextEncoder().encode("{}"),
    received: undefined,
    headers: new Headers({ "if-match": '"1"', "content-type": "application/cloudevents+json" }),
    url: new URL("http://sluice.test/"),
    requestId: "test",
    idempotency: null,
    lane: {},
    signal: new AbortController().signal,
    holdToOrigins: () => ({ ok: true, value: undefined }),
  });
  return result.ok ? "ok" : result.error.code;
}

// the flags are the same for whoever gets in: their door is the check
const guarded = apiRoutes.filter(({ id }) => !["open", "read_flags"].includes(routeRows[id] ?? ""));

describe.each(guarded.map((route) => [route.id, route] as const))("the command behind %s", (id, route) => {
  const { roles: may, scope } = rows[routeRows[id] as Row];
  const not = [
    ...roles.filter((role) => !(may as readonly string[]).includes(role)).map(person),
    ...scopes.filter((one) => one !== scope).map(keyWith),
  ];
  it.each(not.map((actor) => [actor.name, actor] as const))("refuses %s by itself", async (_, actor) => {
    expect(await callPast(route, actor)).toBe("forbidden");
  });
});
