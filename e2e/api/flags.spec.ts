import { createPublicKey, verify } from "node:crypto";
import { FlagdCore } from "@openfeature/flagd-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  archiveCampaign,
  createCampaign,
  endCampaign,
  launchCampaign,
  pauseCampaign,
} from "@/lib/campaigns/server";
import { answerInNext } from "@/lib/gateway/next-lane";
import { closeDatabase, db, useDatabase } from "@/lib/platform/db";
import {
  amendPause,
  closeFlagServer,
  closeStreamHub,
  pausePromotions,
  resumePromotions,
} from "@/lib/switch/server";
import { admin, type Gateway, makeKey, startGateway } from "../fixtures/gateway";
import { createTestDatabase, type TestDatabase } from "../fixtures/test-database";
import { waitFor } from "../fixtures/wait-for";

let database: TestDatabase;
let gateway: Gateway;
let key: string;
let publicId: string;

beforeAll(async () => {
  database = await createTestDatabase("flags");
  await useDatabase(database.url);
  ({ key, publicId } = await makeKey(["flags:read"]));
  gateway = await startGateway(database.url);
});
afterAll(async () => {
  await gateway?.stop();
  closeStreamHub();
  await closeFlagServer();
  await closeDatabase();
  await database?.drop();
});

type OfrepFlag = {
  key: string;
  value: boolean | string;
  variant: string;
  reason: string;
  metadata: Record<string, unknown>;
};
const bulk = (headers: Record<string, string> = {}, query = "") =>
  gateway.ask(`/ofrep/v1/evaluate/flags${query}`, { key, json: { context: { targetingKey: "u" } }, headers });
const single = async (flag: string): Promise<OfrepFlag> =>
  (await gateway.ask(`/ofrep/v1/evaluate/flags/${flag}`, { key, json: { context: {} } })).json();
/** Waits until the gateway serves what the database holds. */
async function settled() {
  const version = Number((await db().changeVersion.findFirstOrThrow()).version);
  await waitFor(async () => (await single("promotions-enabled")).metadata.version === version);
  return version;
}
let nth = 0;
async function launched(more: Record<string, unknown> = {}) {
  nth += 1;
  const created = await createCampaign(admin, {
    key: `flagged-${nth}`,
    name: `Flagged ${nth}`,
    discount: { kind: "free_days", value: 7 },
    ...more,
  });
  if (!created.ok) throw new Error(created.error.detail);
  const live = await launchCampaign(admin, created.value.key);
  if (!live.ok) throw new Error(live.error.detail);
  return live.value.key;
}

describe("bulk evaluation", () => {
  it("answers every flag with value, variant, reason and metadata of one version, and an ETag that is that version", async () => {
    const campaign = await launched();
    const version = await settled();
    const answer = await bulk();
    expect(answer.status).toBe(200);
    expect(answer.headers.get("etag")).toBe(`"${version}"`);
    expect(answer.headers.get("content-type")).toBe("application/json");
    const { flags, metadata, eventStreams } = await answer.json();
    expect(metadata).toEqual({ version, changedAt: expect.stringMatching(/Z$/) });
    expect(flags).toEqual(
      expect.arrayContaining([
        { key: "promotions-enabled", value: true, reason: "STATIC", variant: "on", metadata },
        { key: "promotions-message", value: "", reason: "STATIC", variant: "none", metadata },
        { key: `promotion-${campaign}`, value: true, reason: "STATIC", variant: "on", metadata },
      ]),
    );
    expect(eventStreams).toEqual([
      {
        type: "sse",
        endpoint: { requestUri: expect.stringMatching(/^\/ofrep\/v1\/events\?token=st_/) },
        inactivityDelaySec: 120,
      },
    ]);
    expect(JSON.stringify(eventStreams)).not.toContain(key);
  });

  it("answers 304 without a body while nothing has changed, also for lists, weak tags and *", async () => {
    const version = await settled();
    for (const tag of [`"${version}"`, `W/"${version}"`, `"1", "${version}"`, "*"]) {
      const answer = await bulk({ "if-none-match": tag });
      expect(answer.status, tag).toBe(304);
      expect(await answer.text()).toBe("");
      expect(answer.headers.get("etag")).toBe(`"${version}"`);
    }
    expect((await bulk({ "if-none-match": '"1"' })).status).toBe(200);
  });

  it("never answers 304 to a client that heard of another version than the one it has", async () => {
    const version = await settled();
    const etag = `"${version}"`;
    const heard = (tag: string) => `?flagConfigEtag=${encodeURIComponent(tag)}`;
    expect((await bulk({ "if-none-match": etag }, heard(`"${version - 1}"`))).status).toBe(200);
    expect((await bulk({ "if-none-match": etag }, heard(`"${version + 1_000}"`))).status).toBe(200);
    expect((await bulk({ "if-none-match": etag }, heard("nonsense"))).status).toBe(200);
    expect((await bulk({ "if-none-match": etag }, heard(etag))).status).toBe(304);
    expect((await bulk({ "if-none-match": `"${version - 1}"` }, heard(etag))).status).toBe(200);
  });

  it("reads a version through that a client has heard of before this lane has", async () => {
    await settled();
    // neither notified nor asked for yet: only the version row tells
    const [row] = await db().$queryRaw<{ version: bigint }[]>`
      UPDATE change_version SET version = version + 1 WHERE id = 1 RETURNING version`;
    const version = Number(row?.version);
    const answer = await bulk({}, `?flagConfigEtag=${encodeURIComponent(`"${version}"`)}`);
    expect((await answer.json()).metadata.version).toBe(version);
  });
});

describe("one flag", () => {
  it("is answered with its key, and 404 FLAG_NOT_FOUND when there is none", async () => {
    expect(await single("promotions-enabled")).toMatchObject({ key: "promotions-enabled", value: true });
    const answer = await gateway.ask("/ofrep/v1/evaluate/flags/no-such", { key, json: { context: {} } });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ key: "no-such", errorCode: "FLAG_NOT_FOUND" });
  });

  it.each([
    { name: "what is not JSON", body: "{", status: 400, errorCode: "PARSE_ERROR" },
    { name: "a body that is no object", body: "[]", status: 400, errorCode: "INVALID_CONTEXT" },
    {
      name: "a context that is no object",
      body: '{"context":"me"}',
      status: 400,
      errorCode: "INVALID_CONTEXT",
    },
    {
      name: "a targeting key that is no string",
      body: '{"context":{"targetingKey":7}}',
      status: 400,
      errorCode: "INVALID_CONTEXT",
    },
    { name: "no body at all", body: "", status: 200 },
    { name: "any other context", body: '{"context":{"targetingKey":"","deep":{"a":[1]}}}', status: 200 },
  ])("answers $name with $status in OFREP's own form", async ({ body, status, errorCode }) => {
    for (const path of ["/ofrep/v1/evaluate/flags", "/ofrep/v1/evaluate/flags/promotions-enabled"]) {
      const answer = await gateway.ask(path, {
        key,
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
      });
      expect(answer.status, path).toBe(status);
      if (errorCode) expect(await answer.json()).toMatchObject({ errorCode });
    }
  });

  it("is refused without a key, with an unknown one, and with one that lacks flags:read", async () => {
    const { key: reader } = await makeKey(["read"]);
    const ask = (one: string | undefined) =>
      gateway.ask("/ofrep/v1/evaluate/flags", { ...(one ? { key: one } : {}), json: {} });
    expect((await ask(undefined)).status).toBe(401);
    expect((await ask("slu_00000000000000000000000")).status).toBe(401);
    expect((await ask(reader)).status).toBe(403);
  });

  it("takes the key as X-API-Key too", async () => {
    const answer = await gateway.ask("/ofrep/v1/evaluate/flags", { json: {}, headers: { "x-api-key": key } });
    expect(answer.status).toBe(200);
  });
});

describe("what the flags say", () => {
  it("a pause turns all promotions off and shows its message; resuming brings them back", async () => {
    const campaign = await launched();
    const resumeAt = new Date(Date.now() + 3_600_000);
    await pausePromotions(admin, { reason: "secret reason", message: "Back soon", resumeAt });
    await settled();
    const paused = (await (await bulk()).json()).flags as OfrepFlag[];
    const byKey = Object.fromEntries(paused.map((flag) => [flag.key, flag]));
    expect(byKey["promotions-enabled"]).toMatchObject({ value: false, variant: "off" });
    expect(byKey["promotions-message"]).toMatchObject({ value: "Back soon", variant: "message" });
    expect(byKey[`promotion-${campaign}`]).toMatchObject({
      value: false,
      variant: "off",
      metadata: { resumeAt: resumeAt.toISOString() },
    });
    expect(JSON.stringify(paused)).not.toMatch(/secret reason|Ada/);
    await amendPause(admin, { message: null });
    await settled();
    expect(await single("promotions-message")).toMatchObject({ value: "", variant: "none" });
    await resumePromotions(admin);
    await settled();
    expect(await single(`promotion-${campaign}`)).toMatchObject({ value: true });
    expect((await single("promotions-enabled")).metadata.resumeAt).toBeUndefined();
  });

  it("a campaign's flag exists from its first launch or scheduling on and follows pause, end and archiving", async () => {
    const draft = await createCampaign(admin, {
      key: "only-a-draft",
      name: "Draft",
      discount: { kind: "free_days", value: 1 },
    });
    expect(draft.ok).toBe(true);
    const scheduled = await launched({ startsAt: new Date(Date.now() + 86_400_000).toISOString() });
    const campaign = await launched();
    await settled();
    const missing = await gateway.ask("/ofrep/v1/evaluate/flags/promotion-only-a-draft", { key, json: {} });
    expect(missing.status).toBe(404);
    expect(await single(`promotion-${scheduled}`)).toMatchObject({ value: false });
    expect(await single(`promotion-${campaign}`)).toMatchObject({ value: true });
    await pauseCampaign(admin, campaign);
    await settled();
    expect(await single(`promotion-${campaign}`)).toMatchObject({ value: false });
    await endCampaign(admin, campaign);
    await archiveCampaign(admin, campaign);
    await settled();
    expect(await single(`promotion-${campaign}`)).toMatchObject({ value: false, variant: "off" });
  });

  it("a start that comes turns the flag on within a second or so, though nobody else is there to carry it out", async () => {
    const at = new Date(Date.now() + 700);
    const campaign = await launched({ startsAt: at.toISOString() });
    await settled();
    expect(await single(`promotion-${campaign}`)).toMatchObject({ value: false });
    await waitFor(async () => (await single(`promotion-${campaign}`)).value === true, { timeoutMs: 3_000 });
    await waitFor(
      async () => (await db().campaign.findUnique({ where: { key: campaign } }))?.status === "active",
    );
  });

  it("a resume that falls due is carried out by the lane alone, as the act of the person who set it", async () => {
    await pausePromotions(admin, { resumeAt: new Date(Date.now() + 500) });
    await settled();
    expect(await single("promotions-enabled")).toMatchObject({ value: false });
    await waitFor(async () => (await single("promotions-enabled")).value === true, { timeoutMs: 3_000 });
    const entry = await db().auditEntry.findFirst({
      where: { action: "switch.resumed" },
      orderBy: { id: "desc" },
    });
    expect(entry).toMatchObject({ actorKind: "person", actorName: "Ada Admin", reason: "as set" });
  });
});

describe("the flagd definition", () => {
  const get = (headers: Record<string, string> = {}) =>
    gateway.ask(`/flagd/v1/${publicId}/flags.json`, { headers });

  it("needs no header, caches as promised and says the same as OFREP to flagd's own evaluator", async () => {
    await launched();
    const version = await settled();
    const answer = await get();
    expect(answer.headers.get("cache-control")).toBe(
      "public, max-age=1, stale-while-revalidate=5, stale-if-error=86400",
    );
    expect(answer.headers.get("etag")).toBe(`"${version}"`);
    const core = new FlagdCore();
    core.setConfigurations(await answer.text());
    const { flags } = (await (await bulk()).json()) as { flags: OfrepFlag[] };
    expect(flags.length).toBeGreaterThan(2);
    for (const flag of flags) {
      const logger = { error() {}, warn() {}, info() {}, debug() {} };
      const found =
        typeof flag.value === "boolean"
          ? core.resolveBooleanEvaluation(flag.key, !flag.value, {}, logger)
          : core.resolveStringEvaluation(flag.key, "default", {}, logger);
      expect(found, flag.key).toMatchObject({ value: flag.value, variant: flag.variant, reason: "STATIC" });
    }
    expect((await get({ "if-none-match": `"${version}"` })).status).toBe(304);
  });

  it("does not exist for an unknown id", async () => {
    expect((await gateway.ask("/flagd/v1/pc_nobody/flags.json")).status).toBe(404);
  });
});

describe("the signed snapshot", () => {
  it("holds the same flags under a signature that the published key verifies, and no other text", async () => {
    await launched();
    const version = await settled();
    const answer = await gateway.ask(`/flagd/v1/${publicId}/flags.jws`);
    expect(answer.headers.get("content-type")).toBe("application/jose");
    expect(answer.headers.get("etag")).toBe(`"${version}"`);
    const jws = await answer.text();
    const { keys } = await (await gateway.ask("/flagd/v1/keys.json")).json();
    const [head = "", payload = "", signature = ""] = jws.split(".");
    const header = JSON.parse(Buffer.from(head, "base64url").toString());
    const key = createPublicKey({
      key: keys.find(({ kid }: { kid: string }) => kid === header.kid),
      format: "jwk",
    });
    const fits = (text: string) => verify(null, Buffer.from(text), key, Buffer.from(signature, "base64url"));
    expect(fits(`${head}.${payload}`)).toBe(true);
    const said = JSON.parse(Buffer.from(payload, "base64url").toString());
    expect(said.version).toBe(version);
    expect(said.definition).toEqual(await (await gateway.ask(`/flagd/v1/${publicId}/flags.json`)).json());
    const other = Buffer.from(JSON.stringify({ ...said, version: version + 1 })).toString("base64url");
    expect(fits(`${head}.${other}`)).toBe(false);
    expect(await (await gateway.ask(`/flagd/v1/${publicId}/flags.jws`)).text()).toBe(jws);
  });
});

describe("other origins", () => {
  it("may ask with any origin when the key names none, never with credentials", async () => {
    const preflight = await gateway.ask("/ofrep/v1/evaluate/flags", {
      method: "OPTIONS",
      headers: {
        origin: "https://chat.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,if-none-match",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toBe(
      "authorization, content-type, if-none-match, x-api-key",
    );
    expect(preflight.headers.get("access-control-max-age")).toBe("86400");
    const answer = await bulk({ origin: "https://chat.example" });
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
    expect(answer.headers.get("access-control-expose-headers")).toBe("ETag, Retry-After");
    expect(answer.headers.get("vary")).toMatch(/Origin/);
  });

  it("may ask only from the origins that the key names", async () => {
    const bound = await makeKey(["flags:read"], ["https://chat.example"]);
    const ask = (origin: string) =>
      gateway.ask("/ofrep/v1/evaluate/flags", { key: bound.key, json: {}, headers: { origin } });
    const allowed = await ask("https://chat.example");
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://chat.example");
    const refused = await ask("https://evil.example");
    expect(refused.status).toBe(403);
    expect(refused.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("get definition, signed snapshot and stream only from the origins that the key names, in either lane", async () => {
    const { key: bound, publicId: address } = await makeKey(["flags:read"], ["https://chat.example"]);
    const { eventStreams } = await (
      await gateway.ask("/ofrep/v1/evaluate/flags", { key: bound, json: {} })
    ).json();
    const lanes = {
      gateway: (path: string, headers: Record<string, string>) => gateway.ask(path, { headers }),
      next: async (path: string, headers: Record<string, string>) =>
        answerInNext(new Request(`http://sluice.test${path}`, { headers }), null),
    };
    for (const [lane, ask] of Object.entries(lanes)) {
      for (const path of [
        `/flagd/v1/${address}/flags.json`,
        `/flagd/v1/${address}/flags.jws`,
        eventStreams[0].endpoint.requestUri,
      ]) {
        const told = async (headers: Record<string, string>) => {
          const answer = await ask(path, headers);
          await answer.body?.cancel();
          return [answer.status, answer.headers.get("access-control-allow-origin")];
        };
        const where = `${lane} ${path}`;
        expect(await told({ origin: "https://chat.example" }), where).toEqual([200, "https://chat.example"]);
        expect(await told({ origin: "https://evil.example" }), where).toEqual([403, null]);
        expect(await told({}), where).toEqual([200, null]);
      }
    }
  });
});
