import { randomUUID } from "node:crypto";
import { connect, createServer, type Server, type Socket } from "node:net";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  beginSwitch,
  chatbot,
  codeOf,
  inTurn,
  lanePids,
  lanesWaiting,
  liveCampaign,
  openClient,
  readBooks,
  setSwitch,
  tally,
  unwrap,
} from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { waitFor } from "../../../e2e/fixtures/wait-for";
import { closeDatabase, useDatabase } from "../../platform/db";
import { issueCoupon } from ".";
import { createIssueLane, type IssueQuestion } from "./issue-sql";
import type { Lane } from "./lane";

let database: TestDatabase;
let client: pg.Client;
let other: pg.Client;
const lanes: Lane<IssueQuestion>[] = [];
beforeAll(async () => {
  database = await createTestDatabase("issue_races");
  await useDatabase(database.url);
  client = await openClient(database.url);
  other = await openClient(database.url);
});
afterEach(async () => {
  await Promise.all(lanes.splice(0).map((lane) => lane.close()));
  await client.query("ROLLBACK");
  await other.query("ROLLBACK");
  await setSwitch(client, {});
});
afterAll(async () => {
  await client?.end();
  await other?.end();
  await closeDatabase();
  await database?.drop();
});

function openLane(url?: string): Lane<IssueQuestion> {
  const lane = createIssueLane(url === undefined ? {} : { url });
  lanes.push(lane);
  return lane;
}

function issue(
  lane: Lane<IssueQuestion>,
  key: string,
  subject: string = randomUUID(),
  idempotencyKey?: string,
) {
  const claim = idempotencyKey
    ? { scope: `k POST /${key}`, key: idempotencyKey, requestHash: subject }
    : null;
  return issueCoupon(chatbot, key, { subject }, claim, lane);
}

const range = (n: number) => Array.from({ length: n }, (_, index) => index);
const coupons = async () =>
  (await client.query<{ n: number }>("SELECT count(*)::int AS n FROM coupon")).rows[0]?.n ?? -1;

describe("two lanes at once", () => {
  it("64 parallel callers of the one coupon left: one gets it, sixty-three are told campaign_exhausted", async () => {
    for (const _ of range(5)) {
      const pair = [openLane(), openLane()] as const;
      const key = await liveCampaign({ limits: { coupons: 1 } });
      const answers = await Promise.all(range(64).map((n) => issue(n % 2 ? pair[0] : pair[1], key)));
      expect(tally(answers)).toEqual({ ok: 1, campaign_exhausted: 63 });
      expect((await readBooks(client, key)).counters.issued).toBe(1);
    }
  });

  it("64 twins of one subject and one key: one coupon, on whichever lane they come", async () => {
    const pair = [openLane(), openLane()] as const;
    const key = await liveCampaign({ limits: { coupons: 5, perSubject: 1 } });
    const twins = await Promise.all(
      range(64).map((n) => issue(n % 2 ? pair[0] : pair[1], key, "twin", "same")),
    );
    expect(new Set(twins.map((twin) => unwrap(twin).coupon.code)).size).toBe(1);
    const keyless = await Promise.all(range(64).map((n) => issue(n % 2 ? pair[0] : pair[1], key, "double")));
    expect(tally(keyless)).toEqual({ ok: 1, subject_limit_reached: 63 });
    expect((await readBooks(client, key)).counters.issued).toBe(2);
  });

  it("over thirty campaigns in any order: no deadlock, each campaign exactly to its limit", async () => {
    const pair = [openLane(), openLane()] as const;
    const keys = await inTurn(30, () => liveCampaign({ limits: { coupons: 20, discount: 50_000 } }));
    const shuffled = range(1500)
      .map((n) => ({ key: keys[n % 30] ?? "", at: Math.random() }))
      .sort((a, b) => a.at - b.at);
    const answers = await Promise.all(shuffled.map(({ key }, n) => issue(n % 2 ? pair[0] : pair[1], key)));
    expect(tally(answers)).toEqual({ ok: 600, budget_exhausted: 900 });
    for (const key of keys) {
      const { counters, counted } = await readBooks(client, key);
      expect(counters).toEqual(counted);
      expect(counters.issued).toBe(20);
    }
  });
});

describe("a pause among 500 callers", () => {
  it("that commits after the batch has begun and before it has the lock: not one coupon", async () => {
    const key = await liveCampaign();
    const lane = openLane();
    unwrap(await issue(lane, key));
    const before = await coupons();
    const commit = await beginSwitch(other, { issuance: "paused" });
    const answers = Promise.all(range(500).map(() => issue(lane, key)));
    // the batch's call, and its first snapshot, are older than the commit
    await waitFor(async () => (await lanesWaiting(client, "advisory")) === 1);
    await commit();
    expect(tally(await answers)).toEqual({ promotions_paused: 500 });
    expect(await coupons()).toBe(before);
  });

  it("that comes while a batch is at work: it waits for the batch, and nothing commits after it", async () => {
    const key = await liveCampaign();
    const lane = openLane();
    unwrap(await issue(lane, key));
    // hold the campaign's row: the batch has the switch lock, has read the switch as on, and cannot go on
    await client.query("BEGIN");
    await client.query("SELECT 1 FROM campaign WHERE key = $1 FOR UPDATE", [key]);
    const early = Promise.all(range(500).map(() => issue(lane, key)));
    const watch = await openClient(database.url);
    await waitFor(async () => (await lanesWaiting(watch, "row")) === 1);
    let paused = false;
    const pause = beginSwitch(other, { issuance: "paused" }).then(async (commit) => {
      const { rows } = await other.query("SELECT count(*)::int AS n FROM coupon");
      paused = true;
      await commit();
      return rows[0].n as number;
    });
    await waitFor(async () => {
      const { rows } = await watch.query(
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND NOT granted",
      );
      return rows.length === 1;
    });
    const late = Promise.all(range(500).map(() => issue(lane, key)));
    expect(paused).toBe(false);
    await client.query("COMMIT");
    const atPause = await pause;
    const told = tally([...(await early), ...(await late)]);
    expect(told).toEqual({ ok: 500, promotions_paused: 500 });
    expect(await coupons()).toBe(atPause);
    await watch.end();
  });

  it("hammered by two lanes, paused and resumed again and again: every coupon is older than the pause it stands before", async () => {
    const key = await liveCampaign();
    const pair = [openLane(), openLane()] as const;
    let going = true;
    const callers = range(200).map(async (n) => {
      while (going) await issue(n % 2 ? pair[0] : pair[1], key);
    });
    const counts: [number, number][] = [];
    for (const _ of range(12)) {
      const from = await coupons();
      await waitFor(async () => (await coupons()) > from);
      await setSwitch(other, { issuance: "paused" });
      const atCommit = await coupons();
      // two answers of each lane after the commit: whatever was under way has ended
      for (const lane of [...pair, ...pair]) expect(codeOf(await issue(lane, key))).toBe("promotions_paused");
      counts.push([atCommit, await coupons()]);
      await setSwitch(other, {});
    }
    going = false;
    await Promise.all(callers);
    expect(counts.map(([atCommit]) => atCommit)).toEqual(counts.map(([, later]) => later));
  });
});

describe("when the issuing connection dies", () => {
  it("mid-batch: all waiting are told at once, and repeating with the key gives one coupon each", async () => {
    const key = await liveCampaign({ limits: { coupons: 100 } });
    const lane = openLane();
    unwrap(await issue(lane, key));
    await client.query("BEGIN");
    await client.query("SELECT 1 FROM campaign WHERE key = $1 FOR UPDATE", [key]);
    const ask = (n: number) => issue(lane, key, `s-${n}`, `key-${n}`);
    const first = Promise.all(range(40).map(ask));
    const watch = await openClient(database.url);
    await waitFor(async () => (await lanesWaiting(watch, "row")) === 1);
    const queued = Promise.all(range(20).map((n) => ask(n + 40)));
    const [pid] = await lanePids(watch, "issue_coupons");
    const killedAt = performance.now();
    await watch.query("SELECT pg_terminate_backend($1)", [pid]);
    expect(tally([...(await first), ...(await queued)])).toEqual({ unavailable: 60 });
    expect(performance.now() - killedAt).toBeLessThan(1_500);
    await client.query("COMMIT");
    const again = await Promise.all(range(60).map(ask));
    expect(tally(again)).toEqual({ ok: 60 });
    expect((await readBooks(client, key)).counters.issued).toBe(61);
    await watch.end();
  });

  it("while idle: the next caller does not notice", async () => {
    const key = await liveCampaign();
    const lane = openLane();
    unwrap(await issue(lane, key));
    const [pid] = await lanePids(client, "issue_coupons");
    await client.query("SELECT pg_terminate_backend($1)", [pid]);
    await waitFor(async () => (await lanePids(client, "issue_coupons")).length === 0);
    await waitFor(async () => codeOf(await issue(lane, key)) === "ok");
  });

  it("between commit and answer: repeating with the key gives the coupon that was committed", async () => {
    const key = await liveCampaign({ limits: { coupons: 10 } });
    const wire = await openWire(database.url);
    const lane = openLane(wire.url);
    unwrap(await issue(lane, key));
    wire.mute();
    const lost = issue(lane, key, "s", "once");
    await waitFor(async () => (await readBooks(client, key)).counters.issued === 2);
    wire.cut();
    expect(codeOf(await lost)).toBe("unavailable");
    const again = unwrap(await issue(lane, key, "s", "once"));
    expect(again.replayed).toBe(true);
    expect((await readBooks(client, key)).counters.issued).toBe(2);
    await wire.close();
  });

  it("without a word: callers are told within two seconds, and it goes on when the database is back", async () => {
    const key = await liveCampaign();
    const wire = await openWire(database.url);
    const lane = openLane(wire.url);
    unwrap(await issue(lane, key));
    wire.mute();
    const asked = performance.now();
    const answers = await Promise.all(range(30).map(() => issue(lane, key)));
    expect(tally(answers)).toEqual({ unavailable: 30 });
    expect(performance.now() - asked).toBeLessThan(2_900);
    await wire.close();
    const refusedAt = performance.now();
    expect(codeOf(await issue(lane, key))).toBe("unavailable");
    expect(performance.now() - refusedAt).toBeLessThan(1_000);
    await wire.listen();
    await waitFor(async () => codeOf(await issue(lane, key)) === "ok");
    await wire.close();
  });

  it("because somebody holds the switch lock for too long: told within two seconds, issued once it is free", async () => {
    const key = await liveCampaign();
    const lane = openLane();
    unwrap(await issue(lane, key));
    const commit = await beginSwitch(other, {});
    const asked = performance.now();
    expect(codeOf(await issue(lane, key))).toBe("unavailable");
    expect(performance.now() - asked).toBeLessThan(2_900);
    await commit();
    expect(codeOf(await issue(lane, key))).toBe("ok");
  });
});

it("a caller that breaks the call breaks alone", async () => {
  const key = await liveCampaign();
  const lane = openLane();
  // past the door, which refuses it: a NUL byte that Postgres cannot take
  const broken = lane
    .ask({
      campaign: key,
      subject: "nul\0",
      claim: null,
      termsVersion: 1,
      eligible: true,
      heldOut: false,
      identifier: null,
      device: null,
      address: null,
      inviter: null,
      code: { prefix: "" },
    })
    .catch((error: Error) => error.message);
  const fine = Promise.all(range(20).map(() => issue(lane, key)));
  expect(tally(await fine)).toEqual({ ok: 20 });
  expect(await broken).toMatch(/invalid byte sequence/);
});

/** A wire to the database that can fall silent (its answers are lost) or be cut. */
async function openWire(url: string) {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let muted = false;
  let server: Server;
  let port = 0;
  const accept = (near: Socket) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on("data", (bytes) => far.write(bytes));
    far.on("data", (bytes) => {
      if (!muted) near.write(bytes);
    });
  };
  const listen = () =>
    new Promise<void>((resolve) => {
      muted = false;
      server = createServer(accept).listen(port, "127.0.0.1", () => {
        port = (server.address() as { port: number }).port;
        resolve();
      });
    });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    muted = false;
  };
  await listen();
  const address = new URL(url);
  address.port = String(port);
  return {
    url: address.href,
    listen,
    cut,
    mute: () => {
      muted = true;
    },
    close: () => {
      cut();
      return new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
