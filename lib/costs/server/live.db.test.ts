import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { growth, liveCampaign, unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import { waitFor } from "../../../e2e/fixtures/wait-for";
import type { Actor } from "../../auth";
import { closeCouponLanes, issueCoupon } from "../../coupons/server";
import { closeDatabase, useDatabase } from "../../platform/db";
import { pausePromotions, resumePromotions } from "../../switch/server";
import { recordUsage } from "../../usage/server";
import { changedKinds, type Pulse, parsePulse } from "..";
import { makeLivePulse } from "./live-pulse";
import { readPulse } from "./live-queries";
import { openLiveStream } from "./live-stream";
import { setMonthlyBudget } from "./set-monthly-budget";

const finance: Actor = { kind: "person", id: "f", name: "Fei Lin", email: "f@x.test", role: "finance" };
const chatbot: Actor = {
  kind: "key",
  id: "k",
  name: "k",
  prefix: "slu_k",
  publicId: "pc_k",
  scopes: ["coupons:write"],
  allowedOrigins: [],
};

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("live");
  await useDatabase(database.url);
});
afterAll(async () => {
  await closeCouponLanes();
  await closeDatabase();
  await database?.drop();
});

const still: Pulse = { switch: "1", campaigns: "1", coupons: "1", usage: "1", records: "1" };

describe("the pulse", () => {
  it("moves with what changed, and with nothing else", async () => {
    const key = await liveCampaign();
    let before = await readPulse();
    const moved = async () => {
      const now = await readPulse();
      const kinds = changedKinds(before, now);
      before = now;
      return kinds.sort();
    };
    expect(await moved()).toEqual([]);
    await recordUsage([inferenceEvent({ id: "one" })]);
    expect(await moved()).toEqual(["usage"]);
    await recordUsage([inferenceEvent({ id: "one" })]);
    expect(await moved(), "a duplicate changes nothing").toEqual([]);
    unwrap(await issueCoupon(chatbot, key, { subject: "s" }));
    expect(await moved()).toEqual(["coupons"]);
    unwrap(await setMonthlyBudget(finance, { month: "2026-11", budget: "5" }));
    expect(await moved()).toEqual(["records"]);
    unwrap(await pausePromotions(growth, {}));
    expect(await moved()).toEqual(["records", "switch"]);
    unwrap(await resumePromotions(growth, {}));
    expect(await moved()).toEqual(["records", "switch"]);
    await liveCampaign();
    expect(await moved()).toEqual(["campaigns", "records", "switch"]);
  });
});

describe("the poller", () => {
  it("asks only while somebody listens, tells the newcomer where things stand, and then only changes", async () => {
    let asked = 0;
    let now = still;
    const live = makeLivePulse(
      async () => {
        asked += 1;
        return now;
      },
      { everyMs: 5 },
    );
    expect(asked).toBe(0);
    const [first, second]: Pulse[][] = [[], []];
    const leaveFirst = live.listen({ onPulse: (pulse) => first?.push(pulse), onAway: () => undefined });
    await waitFor(() => asked > 5);
    expect(first).toEqual([still]);
    const leaveSecond = live.listen({ onPulse: (pulse) => second?.push(pulse), onAway: () => undefined });
    expect(second).toEqual([still]);
    now = { ...still, usage: "2" };
    await waitFor(() => second?.length === 2);
    expect([first?.length, second?.[1]?.usage]).toEqual([2, "2"]);
    leaveFirst();
    leaveSecond();
    expect(live.listeners()).toBe(0);
    // one question may be under way when the last one leaves
    const stopped = asked;
    await waitFor(() => new Promise((resolve) => setTimeout(() => resolve(true), 50)));
    expect(asked).toBeLessThanOrEqual(stopped + 1);
  });

  it("is one question at a time, however slow the answer", async () => {
    let under = 0;
    let most = 0;
    let asked = 0;
    const live = makeLivePulse(
      async () => {
        under += 1;
        asked += 1;
        most = Math.max(most, under);
        await new Promise((resolve) => setTimeout(resolve, 10));
        under -= 1;
        return still;
      },
      { everyMs: 1 },
    );
    const leaves = Array.from({ length: 20 }, () =>
      live.listen({ onPulse: () => undefined, onAway: () => undefined }),
    );
    await waitFor(() => asked > 5);
    for (const leave of leaves) leave();
    expect(most).toBe(1);
  });

  it("says once that the database is away, and tells where things stand when it is back", async () => {
    let isDown = false;
    const told: string[] = [];
    const live = makeLivePulse(
      async () => {
        if (isDown) throw new Error("Connection terminated");
        return still;
      },
      { everyMs: 2, awayMs: 10 },
    );
    const leave = live.listen({ onPulse: () => told.push("pulse"), onAway: () => told.push("away") });
    await waitFor(() => told.length === 1);
    isDown = true;
    await waitFor(() => told.length === 2);
    const late: string[] = [];
    const leaveLate = live.listen({ onPulse: () => late.push("pulse"), onAway: () => late.push("away") });
    expect(late).toEqual(["away"]);
    isDown = false;
    await waitFor(() => told.length === 3);
    leave();
    leaveLate();
    expect(told).toEqual(["pulse", "away", "pulse"]);
    expect(late).toEqual(["away", "pulse"]);
  });
});

describe("the stream", () => {
  const readAll = async (stream: ReadableStream<Uint8Array>, tell: (text: string) => void) => {
    const reader = stream.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read())
      tell(new TextDecoder().decode(part.value));
  };

  it("tells where things stand, an event within two seconds of its commit, and lets go when the page does", async () => {
    const live = makeLivePulse(readPulse);
    const abort = new AbortController();
    let said = "";
    const stream = openLiveStream({
      signal: abort.signal,
      followSession: () => () => undefined,
      pulse: live,
      heartbeatMs: 20,
    });
    void readAll(stream, (text) => {
      said += text;
    }).catch(() => undefined);
    const pulses = () =>
      [...said.matchAll(/^event: pulse\ndata: (.+)$/gm)].map(([, json = ""]) => parsePulse(json));
    await waitFor(() => pulses().length === 1);
    expect(said.startsWith("retry: ")).toBe(true);
    const begun = performance.now();
    await recordUsage([inferenceEvent({ id: "live" })]);
    await waitFor(() => pulses().length === 2);
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(changedKinds(pulses()[0] ?? null, pulses()[1] ?? still)).toEqual(["usage"]);
    await waitFor(() => said.includes(": still here"));
    expect(live.listeners()).toBe(1);
    abort.abort();
    expect(live.listeners()).toBe(0);
  });

  it("ends when the session does, with a word that says so", async () => {
    const live = makeLivePulse(async () => still);
    let endSession = () => {};
    let isFollowed = false;
    let text = "";
    let isOver = false;
    const stream = openLiveStream({
      signal: new AbortController().signal,
      followSession: (ended) => {
        endSession = ended;
        isFollowed = true;
        return () => {
          isFollowed = false;
        };
      },
      pulse: live,
    });
    void readAll(stream, (chunk) => {
      text += chunk;
    }).then(() => {
      isOver = true;
    });
    await waitFor(() => text.includes("event: pulse"));
    expect(isOver).toBe(false);
    endSession();
    await waitFor(() => isOver);
    expect(text).toContain("event: signed-out");
    expect(live.listeners()).toBe(0);
    expect(isFollowed).toBe(false);
  });

  it("whose reader was cancelled listens no more", async () => {
    const live = makeLivePulse(async () => still);
    const stream = openLiveStream({
      signal: new AbortController().signal,
      followSession: () => () => undefined,
      pulse: live,
    });
    expect(live.listeners()).toBe(1);
    await stream.cancel();
    expect(live.listeners()).toBe(0);
  });
});
