import { once } from "node:events";
import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scopes } from "@/lib/auth";
import { closeDatabase, pool, useDatabase } from "@/lib/platform/db";
import { resumePromotions } from "@/lib/switch/server";
import { liveCampaign, openClient, unwrap } from "../fixtures/coupons";
import { admin, type Gateway, makeKey, startGateway, startLane } from "../fixtures/gateway";
import { createTestDatabase, type TestDatabase } from "../fixtures/test-database";
import { waitFor } from "../fixtures/wait-for";

let database: TestDatabase;
let gateway: Gateway;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase("limits");
  await useDatabase(database.url);
  ({ key } = await makeKey([...scopes]));
  gateway = await startGateway(database.url);
});
afterAll(async () => {
  await gateway?.stop();
  await closeDatabase();
  await database?.drop();
});

type Told = { status: number; body: string; headers: IncomingMessage["headers"] };

async function read(asked: ClientRequest): Promise<Told> {
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part);
  return {
    status: response.statusCode ?? 0,
    body: Buffer.concat(parts).toString(),
    headers: response.headers,
  };
}

function post(
  path: string,
  headers: Record<string, string>,
  agent?: Agent,
  to: Gateway = gateway,
): ClientRequest {
  const { hostname, port } = new URL(to.url);
  return request({
    hostname,
    port,
    path,
    method: "POST",
    ...(agent ? { agent } : {}),
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
  });
}

/** Sends the body in chunks, without saying how long it is; what the server no longer reads is not sent. */
function sendChunked(path: string, body: Buffer, headers: Record<string, string> = {}): Promise<Told> {
  const asked = post(path, { "transfer-encoding": "chunked", ...headers });
  asked.on("error", () => undefined);
  const told = read(asked);
  for (let at = 0; at < body.length; at += 65_536) asked.write(body.subarray(at, at + 65_536));
  asked.end();
  return told;
}

/** A machine that does much else takes its time. */
const BUSY = { timeoutMs: 30_000 };

const MIB = 1024 * 1024;
const events = { "content-type": "application/cloudevents+json" };
const bodies: [name: string, path: string, body: () => Buffer, headers: Record<string, string>][] = [
  ["a body of a mebibyte and a byte", "/api/v1/campaigns", () => Buffer.alloc(MIB + 1, " "), {}],
  ["events of eight mebibytes and a byte", "/api/v1/events", () => Buffer.alloc(8 * MIB + 1, " "), events],
  [
    "a few kilobytes that gunzip to a hundred mebibytes",
    "/api/v1/campaigns",
    () => gzipSync(Buffer.alloc(100 * MIB, " ")),
    { "content-encoding": "gzip" },
  ],
  [
    "events that gunzip to more than eight mebibytes",
    "/api/v1/events",
    () => gzipSync(Buffer.alloc(9 * MIB, " ")),
    { ...events, "content-encoding": "gzip" },
  ],
  [
    "an evaluation of a mebibyte and a byte",
    "/ofrep/v1/evaluate/flags",
    () => Buffer.alloc(MIB + 1, " "),
    {},
  ],
];

describe("a body over its limit", () => {
  it.each(bodies)("%s is 413, whether its length was told or not", async (_, path, body, headers) => {
    const bytes = body();
    const announced = post(path, { ...headers, "content-length": String(bytes.length) });
    announced.on("error", () => undefined);
    const told = read(announced);
    announced.end(bytes);
    expect((await told).status).toBe(413);
    expect((await sendChunked(path, bytes, headers)).status).toBe(413);
  });

  it("is refused by its announced length alone, before it is sent", async () => {
    const asked = post("/api/v1/campaigns", { "content-length": String(500 * MIB) });
    asked.on("error", () => undefined);
    const told = read(asked);
    asked.flushHeaders();
    expect((await told).status).toBe(413);
    asked.destroy();
  });
});

describe("two thousand requests of one key and address under way", () => {
  it("are taken, one more is 429 with Retry-After, and pause, flags and other keys are not touched", async () => {
    const other = await makeKey(["read"]);
    const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
    const stalled: ClientRequest[] = [];
    const campaigns = () => gateway.ask("/api/v1/campaigns", { key });
    try {
      for (let n = 0; n < 2_000; n += 1) {
        const one = post("/api/v1/campaigns", { "content-length": "10" }, agent);
        one.on("error", () => undefined);
        one.flushHeaders();
        stalled.push(one);
      }
      const refused = await waitFor(
        async () => {
          const answer = await campaigns();
          return answer.status === 429 ? answer : null;
        },
        { timeoutMs: 60_000, everyMs: 50 },
      );
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ code: "rate_limited", status: 429 });
      const flags = await gateway.ask("/ofrep/v1/evaluate/flags?flagConfigEtag=%221%22", { key, json: {} });
      expect(flags.status).toBe(200);
      for (const move of ["pause", "resume"])
        expect((await gateway.ask(`/api/v1/switch/${move}`, { key, json: {} })).status).toBe(200);
      expect((await gateway.ask("/api/v1/campaigns", { key: other.key })).status).toBe(200);
    } finally {
      for (const one of stalled) one.destroy();
      agent.destroy();
    }
    expect((await waitFor(async () => (await campaigns()).status === 200, BUSY)) || null).toBe(true);
  }, 120_000);
});

describe("an allowance a minute", () => {
  it("is one over all replicas, says when to come back, and never stands before a pause or a flag", async () => {
    const env = { RATE_LIMIT_KEY: "40", RATE_LIMIT_ADDRESS: "10" };
    const [one, other] = [await startGateway(database.url, env), await startGateway(database.url, env)];
    const hasty = await makeKey(["read", "switch:pause", "switch:resume", "flags:read"]);
    const campaigns = (lane: Gateway, asking = hasty.key) => lane.ask("/api/v1/campaigns", { key: asking });
    try {
      for (let n = 0; n < 40; n += 1) expect((await campaigns(one)).status).toBe(200);
      // where the minute turns meanwhile, the first of those forty are over a second ago and make room for one or two
      let refused = await campaigns(one);
      for (let more = 0; refused.status === 200 && more < 4; more += 1) refused = await campaigns(one);
      expect(refused.status).toBe(429);
      expect(await refused.json()).toMatchObject({ code: "rate_limited" });
      const wait = Number(refused.headers.get("retry-after"));
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(120);
      // the other replica has not been asked forty times by the time it refuses
      let asked = 0;
      await waitFor(
        async () => {
          asked += 1;
          return (await campaigns(other)).status === 429;
        },
        { timeoutMs: 20_000, everyMs: 600 },
      );
      expect(asked).toBeLessThan(40);
      const flags = await one.ask("/ofrep/v1/evaluate/flags", { key: hasty.key, json: {} });
      expect(flags.status).toBe(200);
      expect((await one.ask("/api/v1/switch/pause", { key: hasty.key, json: {} })).status).toBe(200);
      unwrap(await resumePromotions(admin));
      expect((await campaigns(one, key)).status, "another key").toBe(200);

      for (let n = 0; n < 10; n += 1)
        expect((await campaigns(one, "slu_nobodys_key_0123456789")).status).toBe(401);
      expect((await campaigns(one, "slu_nobodys_key_0123456789")).status).toBe(429);
      expect((await campaigns(one, key)).status, "a good key from the same address").toBe(200);
    } finally {
      await Promise.all([one.stop(), other.stop()]);
    }
  }, 60_000);
});

describe("reports that take long", () => {
  it("never keep a pause waiting, however many are asked for", async () => {
    const holder = await openClient(database.url);
    await holder.query("BEGIN; LOCK TABLE usage_rollup IN ACCESS EXCLUSIVE MODE");
    const usage = "/api/v1/usage?from=2026-11-01T00:00:00Z&to=2026-11-08T00:00:00Z";
    const asked = Array.from({ length: 60 }, () => gateway.ask(usage, { key }));
    try {
      await waitFor(async () => {
        const { rows } = await pool().query(
          "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        return rows[0].n >= 2;
      }, BUSY);
      const begun = performance.now();
      expect((await gateway.ask("/api/v1/switch/pause", { key, json: {} })).status).toBe(200);
      expect((await gateway.ask("/api/v1/switch/resume", { key, json: {} })).status).toBe(200);
      expect((await gateway.ask("/api/v1/campaigns", { key })).status).toBe(200);
      expect(performance.now() - begun).toBeLessThan(4_000);
    } finally {
      await holder.query("ROLLBACK");
      await holder.end();
    }
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
  }, 120_000);
});

describe("who sends a byte now and then", () => {
  it("is cut off, and keeps nobody else from being served", async () => {
    const { hostname, port } = new URL(gateway.url);
    const sockets: Socket[] = Array.from({ length: 200 }, () => connect(Number(port), hostname));
    const closed = sockets.map((socket) => {
      socket.on("error", () => undefined);
      return new Promise((resolve) => {
        socket.once("close", resolve);
      });
    });
    const drip = setInterval(() => {
      for (const socket of sockets) if (!socket.destroyed) socket.write("x");
    }, 200);
    for (const socket of sockets) {
      socket.write("GET /api/health/live HTTP/1.1\r\nhost: x\r\nx-slow: ");
      socket.resume();
    }
    try {
      expect((await gateway.ask("/api/health/live")).status).toBe(200);
      await Promise.all(closed);
    } finally {
      clearInterval(drip);
    }
    expect((await gateway.ask("/api/health/live")).status).toBe(200);
  }, 40_000);
});

describe.each(["gateway", "dashboard"] as const)(
  "ending the %s while 200 coupons are being issued",
  (lane) => {
    it("gives each caller its true answer, or issues nothing", async () => {
      const served = await startLane(lane, database.url);
      const campaign = await liveCampaign();
      const agent = new Agent({ keepAlive: true, maxSockets: 200 });
      const issue = (subject: string) => {
        const asked = post(`/api/v1/campaigns/${campaign}/coupons`, {}, agent, served);
        asked.end(JSON.stringify({ subject }));
        return read(asked).then(
          ({ status }) => status,
          () => 0,
        );
      };
      // the connections stand before the end comes
      await Promise.all(Array.from({ length: 200 }, (_, n) => issue(`warm ${n}`)));
      const holder = await openClient(database.url);
      // every caller is in the house and has no answer yet: the campaign's row is held
      await holder.query("BEGIN");
      await holder.query("SELECT 1 FROM campaign WHERE key = $1 FOR UPDATE", [campaign]);
      const answers = Promise.all(Array.from({ length: 200 }, (_, n) => issue(`late ${n}`)));
      await waitFor(async () => {
        const { rows } = await pool().query(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%issue_coupons%'",
        );
        return rows.length > 0;
      });
      const stopped = served.stop();
      await holder.query("ROLLBACK");
      await holder.end();
      const statuses = await answers;
      // callers that keep their connections would be waited for
      agent.destroy();
      await stopped;
      const { rows } = await pool().query(
        "SELECT count(*)::int AS issued FROM coupon k JOIN campaign c ON c.id = k.campaign_id WHERE c.key = $1 AND k.subject LIKE 'late %'",
        [campaign],
      );
      const { exitCode, signalCode } = served.process;
      const seen = `${[...new Set(statuses)].map((status) => `${statuses.filter((one) => one === status).length} × ${status}`)}, ended by ${signalCode ?? exitCode}, said ${served.said().slice(-500)}`;
      // no coupon was issued whose caller was not told, and none was promised that was not issued
      expect(statuses.filter((status) => status === 201).length, seen).toBe(rows[0].issued);
      expect(rows[0].issued).toBeGreaterThan(0);
      // what was taken was finished; Next, the slower reader, may not have taken all of them when its end came (0)
      const others = lane === "gateway" ? [] : [0];
      expect(statuses.filter((status) => status !== 201 && !others.includes(status))).toEqual([]);
    }, 120_000);
  },
);
