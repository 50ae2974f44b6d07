import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ok } from "../kernel/result";
import { defineRoute } from "./route";
import { runRoute } from "./run-route";

const route = defineRoute({
  method: "post",
  path: "/api/v1/things",
  id: "makeThing",
  tag: "test",
  summary: "A route of this test",
  scope: "open",
  query: z.strictObject({ limit: z.coerce.number().int().max(100).optional() }),
  body: z.strictObject({ name: z.string().min(1, "give a name"), size: z.int().optional() }),
  answers: { 201: { description: "made" } },
  handle: async ({ body }) => ok({ status: 201, body }),
});

function send(
  body: BodyInit | null,
  headers: Record<string, string> = { "content-type": "application/json" },
  path = "/api/v1/things",
) {
  return runRoute(route, new Request(`http://sluice.test${path}`, { method: "POST", body, headers }), {}, {});
}

const cases: {
  name: string;
  body: string;
  headers?: Record<string, string>;
  path?: string;
  status: number;
  code?: string;
  pointer?: string;
}[] = [
  { name: "answers what fits", body: '{"name":"a"}', status: 201 },
  { name: "refuses what is not JSON with 400", body: "{", status: 400, code: "invalid_request" },
  {
    name: "refuses an unknown field with its pointer",
    body: '{"name":"a","x":1}',
    status: 422,
    code: "invalid_request",
    pointer: "#/x",
  },
  {
    name: "refuses __proto__ as an unknown field",
    body: '{"name":"a","__proto__":{"x":1}}',
    status: 422,
    code: "invalid_request",
  },
  {
    name: "refuses a wrong type with its pointer",
    body: '{"name":1}',
    status: 422,
    code: "invalid_request",
    pointer: "#/name",
  },
  {
    name: "refuses a wrong query value with its pointer",
    body: '{"name":"a"}',
    path: "/api/v1/things?limit=1000",
    status: 422,
    code: "invalid_request",
    pointer: "#/query/limit",
  },
  {
    name: "refuses a query value given twice",
    body: '{"name":"a"}',
    path: "/api/v1/things?limit=1&limit=2",
    status: 422,
    code: "invalid_request",
    pointer: "#/query/limit",
  },
  {
    name: "refuses another media type with 415",
    body: "name=a",
    headers: { "content-type": "text/plain" },
    status: 415,
    code: "unsupported_media_type",
  },
  {
    name: "refuses a body over 1 MiB with 413",
    body: JSON.stringify({ name: "a".repeat(1024 * 1024) }),
    status: 413,
    code: "too_large",
  },
  {
    name: "refuses a body that claims gzip and is not",
    body: '{"name":"a"}',
    headers: { "content-type": "application/json", "content-encoding": "gzip" },
    status: 400,
    code: "invalid_request",
  },
];

describe("every route of the machine API", () => {
  for (const one of cases) {
    it(one.name, async () => {
      const answer = await send(one.body, one.headers, one.path);
      expect(answer.status).toBe(one.status);
      if (!one.code) return;
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      const problem = await answer.json();
      expect(problem).toMatchObject({ status: one.status, code: one.code, instance: "/api/v1/things" });
      if (one.pointer)
        expect(problem.errors.map((error: { pointer: string }) => error.pointer)).toContain(one.pointer);
    });
  }

  it("tells a bug in a generic sentence with an id, never with its stack", async () => {
    const broken = defineRoute({
      ...route,
      handle: async () => {
        throw new Error("secret detail");
      },
    } as never);
    const answer = await runRoute(
      broken,
      new Request("http://sluice.test/api/v1/things", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"name":"a"}',
      }),
      {},
      {},
    );
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("secret detail");
  });
});

it("answers 404 for a campaign's key that has a control character, before the database is asked", async () => {
  const keyed = defineRoute({
    method: "get",
    path: "/api/v1/campaigns/{key}",
    id: "readThing",
    tag: "test",
    summary: "A route of this test",
    scope: "open",
    params: z.strictObject({ key: z.string() }),
    answers: { 200: { description: "read" } },
    handle: async () => ok({ status: 200, body: {} }),
  });
  const ask = (key: string) => runRoute(keyed, new Request("http://sluice.test/"), { key }, {});
  expect((await ask("spring")).status).toBe(200);
  const answer = await ask("spring\u0000");
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: "not_found" });
});
