import { FlagdCore } from "@openfeature/flagd-core";
import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { ErrorCode, type EvaluationContext, OpenFeature as Server } from "@openfeature/server-sdk";
import { OpenFeature as Web } from "@openfeature/web-sdk";
import { EventSource } from "eventsource";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCampaign, launchCampaign } from "@/lib/campaigns/server";
import { closeDatabase, useDatabase } from "@/lib/platform/db";
import { pausePromotions, resumePromotions } from "@/lib/switch/server";
import { admin, type Gateway, makeKey, startGateway } from "../fixtures/gateway";
import { breaksOfrep } from "../fixtures/ofrep-schemas";
import { createTestDatabase, type TestDatabase } from "../fixtures/test-database";
import { waitFor } from "../fixtures/wait-for";

const on = "promotion-conforming";
const missing = "promotion-nobody-made";
let database: TestDatabase;
let gateway: Gateway;
let key: string;
let publicId: string;

beforeAll(async () => {
  Object.assign(globalThis, { EventSource });
  database = await createTestDatabase("conformance");
  await useDatabase(database.url);
  ({ key, publicId } = await makeKey(["flags:read"]));
  gateway = await startGateway(database.url);
  const made = await createCampaign(admin, {
    key: "conforming",
    name: "Conforming",
    discount: { kind: "free_days", value: 7 },
  });
  if (!made.ok) throw new Error(made.error.detail);
  await launchCampaign(admin, "conforming");
  await waitFor(async () => (await one(on)).status === 200);
});
afterAll(async () => {
  await Promise.all([Server.close(), Web.close()]);
  await gateway?.stop();
  await closeDatabase();
  await database?.drop();
});

const ask = (path: string, init: RequestInit = {}, with_ = key) =>
  fetch(`${gateway.url}${path}`, {
    method: "POST",
    body: JSON.stringify({ context: { targetingKey: "user-1" } }),
    ...init,
    headers: { authorization: `Bearer ${with_}`, "content-type": "application/json", ...init.headers },
  });
const one = (flag: string, init: RequestInit = {}) =>
  ask(`/ofrep/v1/evaluate/flags/${encodeURIComponent(flag)}`, init);

describe("answers keep to the schemas of OFREP 0.3", () => {
  it.each([
    ["a flag", on, "success", 200],
    ["a text", "promotions-message", "success", 200],
    ["a flag that nobody made", missing, "notFound", 404],
    ["a key with a slash and a quote in it", 'a/b"c', "notFound", 404],
  ] as const)("%s", async (_, flag, schema, status) => {
    const answer = await one(flag);
    expect(answer.status).toBe(status);
    expect(breaksOfrep(schema, await answer.json())).toEqual([]);
  });

  it.each([
    ["no JSON", "{", "PARSE_ERROR"],
    ["a context that is no object", '{"context":7}', "INVALID_CONTEXT"],
    ["a targeting key that is no text", '{"context":{"targetingKey":7}}', "INVALID_CONTEXT"],
  ])("%s", async (_, body, errorCode) => {
    const single = await one(on, { body });
    expect(single.status).toBe(400);
    const said = await single.json();
    expect(said).toMatchObject({ key: on, errorCode });
    expect(breaksOfrep("failure", said)).toEqual([]);
    const bulk = await ask("/ofrep/v1/evaluate/flags", { body });
    expect(bulk.status).toBe(400);
    expect(breaksOfrep("bulkFailure", await bulk.json())).toEqual([]);
  });

  it("all flags, on and paused, and the events between", async () => {
    const bulk = await ask("/ofrep/v1/evaluate/flags");
    const said = await bulk.json();
    expect(breaksOfrep("bulk", said)).toEqual([]);
    const events = new EventSource(new URL(said.eventStreams[0].endpoint.requestUri, gateway.url));
    const heard: unknown[] = [];
    events.onmessage = ({ data }) => heard.push(JSON.parse(data));
    await waitFor(() => heard.length > 0);
    await pausePromotions(admin, {
      message: "A short break",
      resumeAt: new Date(Date.now() + 3_600_000),
    });
    await waitFor(() => heard.length > 1);
    expect(heard.flatMap((one) => breaksOfrep("event", one))).toEqual([]);
    const paused = await (await ask("/ofrep/v1/evaluate/flags")).json();
    expect(breaksOfrep("bulk", paused)).toEqual([]);
    events.close();
    await resumePromotions(admin);
  });

  it("whoever has no key, or the wrong one, in OFREP's form", async () => {
    const unknown = await ask("/ofrep/v1/evaluate/flags", {}, "slu_0123456789012345678901234567");
    expect(unknown.status).toBe(401);
    expect(breaksOfrep("general", await unknown.json())).toEqual([]);
    const { key: other } = await makeKey(["read"]);
    const forbidden = await ask("/ofrep/v1/evaluate/flags", {}, other);
    expect(forbidden.status).toBe(403);
    expect(breaksOfrep("general", await forbidden.json())).toEqual([]);
  });
});

/** An SDK's evaluation, whichever it is. */
type Client = {
  boolean(flag: string, fallback: boolean, context?: EvaluationContext): Promise<Details<boolean>>;
  string(flag: string, fallback: string): Promise<Details<string>>;
  number(flag: string, fallback: number): Promise<Details<number>>;
};
type Details<T> = { value: T; reason?: string; variant?: string; errorCode?: string; flagMetadata: object };

const makers: Record<string, () => Promise<Client>> = {
  "the stock server provider": async () => {
    await Server.setProviderAndWait(
      "ofrep",
      new OFREPProvider({ baseUrl: gateway.url, headers: [["authorization", `Bearer ${key}`]] }),
    );
    const client = Server.getClient("ofrep");
    return {
      boolean: (flag, fallback, context) => client.getBooleanDetails(flag, fallback, context),
      string: (flag, fallback) => client.getStringDetails(flag, fallback),
      number: (flag, fallback) => client.getNumberDetails(flag, fallback),
    };
  },
  "the stock web provider": async () => {
    await Web.setProviderAndWait(
      "ofrep",
      new OFREPWebProvider({
        baseUrl: gateway.url,
        headers: [["authorization", `Bearer ${key}`]],
        cacheMode: "disabled",
      }),
    );
    const client = Web.getClient("ofrep");
    return {
      boolean: async (flag, fallback) => client.getBooleanDetails(flag, fallback),
      string: async (flag, fallback) => client.getStringDetails(flag, fallback),
      number: async (flag, fallback) => client.getNumberDetails(flag, fallback),
    };
  },
  "flagd's own evaluator on our definition": async () => {
    const core = new FlagdCore();
    core.setConfigurations(await (await fetch(`${gateway.url}/flagd/v1/${publicId}/flags.json`)).text());
    const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
    // flagd-core throws what the SDK would turn into a default and an error code
    const caught = async <T>(fallback: T, work: () => object): Promise<Details<T>> => {
      try {
        return { flagMetadata: {}, ...work() } as Details<T>;
      } catch (error) {
        const { code } = error as { code: string };
        return { value: fallback, errorCode: code, reason: "ERROR", flagMetadata: {} };
      }
    };
    return {
      boolean: (flag, fallback) =>
        caught(fallback, () => core.resolveBooleanEvaluation(flag, fallback, {}, quiet)),
      string: (flag, fallback) =>
        caught(fallback, () => core.resolveStringEvaluation(flag, fallback, {}, quiet)),
      number: (flag, fallback) =>
        caught(fallback, () => core.resolveNumberEvaluation(flag, fallback, {}, quiet)),
    };
  },
};

/** The scenarios of specification/assets/gherkin/evaluation.feature that flags of ours can stand for. */
describe.each(Object.entries(makers))("the evaluation scenarios of the specification, by %s", (_, make) => {
  let client: Client;
  beforeAll(async () => {
    client = await make();
  });

  it("resolves a boolean, with details", async () => {
    const details = await client.boolean(on, false);
    expect(details).toMatchObject({ value: true, variant: "on", reason: "STATIC" });
    expect(details.errorCode).toBeUndefined();
    expect(details.flagMetadata).toMatchObject({ version: expect.any(Number) });
  });

  it("resolves a string, with details", async () => {
    expect(await client.string("promotions-message", "fallback")).toMatchObject({
      value: "",
      variant: "none",
      reason: "STATIC",
    });
  });

  it("answers the same whatever the context", async () => {
    const context = { targetingKey: "user-2", fn: "Sulisław", ln: "Świętopełk", age: 29, customer: false };
    expect((await client.boolean(on, false, context)).value).toBe(true);
  });

  it("falls back with FLAG_NOT_FOUND when there is no such flag", async () => {
    expect(await client.boolean(missing, true)).toMatchObject({
      value: true,
      reason: "ERROR",
      errorCode: ErrorCode.FLAG_NOT_FOUND,
    });
  });

  it("falls back with TYPE_MISMATCH when the flag is of another type", async () => {
    expect(await client.number(on, 13)).toMatchObject({
      value: 13,
      reason: "ERROR",
      errorCode: ErrorCode.TYPE_MISMATCH,
    });
    expect(await client.string(on, "fallback")).toMatchObject({
      value: "fallback",
      errorCode: ErrorCode.TYPE_MISMATCH,
    });
  });
});
