import "server-only";
import { createHmac } from "node:crypto";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { bumpVersion, versionServed } from "../../platform/changes";
import { switchDb } from "../../platform/db";
import { gatewayPort, readEnv } from "../../platform/env";
import { log } from "../../platform/log";
import { type Drill, type DrillLane, isDrillDue } from "../drill";
import { Canary, type WatchedLane } from "./canary";
import { getDrillTimes } from "./drill-queries";
import { beginDrill, endDrill, giveUpLostDrills, keepCanaryKey, turnDrillFlagOff } from "./drill-store";

/** The canary's key follows from the secret that all processes share: nothing has to be kept or handed over. */
function canaryKey(): string {
  const { AUTH_SECRET } = readEnv("AUTH_SECRET");
  return `slu_canary_${createHmac("sha256", AUTH_SECRET).update("canary of the drill").digest("hex").slice(0, 40)}`;
}

/** The lanes of this installation, from where they listen. */
export function ownLanes(): WatchedLane[] {
  const { HOST, PORT } = readEnv("HOST", "PORT");
  const everywhere = HOST === "0.0.0.0" || HOST === "::";
  const host = everywhere ? "127.0.0.1" : HOST.includes(":") ? `[${HOST}]` : HOST;
  return [
    { lane: "gateway", address: `http://${host}:${gatewayPort()}` },
    { lane: "dashboard", address: `http://${host}:${PORT}` },
  ];
}

async function begin(by: Actor): Promise<string | null> {
  const begun = await switchDb().$transaction(async (tx) => {
    await giveUpLostDrills(tx);
    const id = await beginDrill(tx, by);
    return id && { id, version: (await bumpVersion(tx)).version };
  });
  if (!begun) return null;
  await versionServed(begun.version);
  return begun.id;
}

/** Turns the test flag off and measures until the canary of each lane has fetched that. */
async function measure(id: string, canaries: Canary[]): Promise<DrillLane[]> {
  const inLane = async (canary: Canary, work: Promise<void>) => {
    try {
      await work;
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`The ${canary.lane.lane} at ${canary.lane.address}: ${message}.`);
    }
  };
  await Promise.all(canaries.map((canary) => inLane(canary, canary.connect())));
  const seen = canaries.map(async (canary) => {
    await inLane(canary, canary.waitFor(false));
    return performance.now();
  });
  // awaited below; without this a lane that fails first would be nobody's
  for (const one of seen) one.catch(() => undefined);
  await switchDb().$transaction(async (tx) => {
    await turnDrillFlagOff(tx, id);
    await bumpVersion(tx);
  });
  const committedAt = performance.now();
  const moments = await Promise.all(seen);
  return canaries.map((canary, index) => ({
    lane: canary.lane.lane,
    ms: Math.max(0, Math.round((moments[index] ?? committedAt) - committedAt)),
  }));
}

async function end(id: string, by: Actor, lanes: DrillLane[], error: string | null): Promise<Drill> {
  const { drill, version } = await switchDb().$transaction(async (tx) => {
    const ended = await endDrill(tx, id, lanes, error);
    await recordAudit(tx, by, {
      action: "switch.drilled",
      target: { kind: "switch", id: "drill" },
      after: { status: ended.status, lanes, ...(error === null ? {} : { error }) },
    });
    return { drill: ended, version: (await bumpVersion(tx)).version };
  });
  await versionServed(version);
  return drill;
}

/**
 * A rehearsal: turns a test flag off where a canary of our own reads it over each lane, and records how long that took.
 * Promotions are not touched. `invalid_transition` while another one runs; a failed rehearsal is an answer, not an error.
 */
export async function runDrill(actor: Actor, lanes: WatchedLane[] = ownLanes()): Promise<Result<Drill>> {
  const may = authorize(actor, "pause");
  if (!may.ok) return may;
  const key = canaryKey();
  await keepCanaryKey(key);
  const id = await begin(actor);
  if (id === null)
    return refuse("invalid_transition", "A rehearsal runs just now. Its result comes within seconds.");
  const canaries = lanes.map((lane) => new Canary(lane, key));
  try {
    return ok(await end(id, actor, await measure(id, canaries), null));
  } catch (error) {
    const { message } = error as Error;
    log.error({ drill: id, error: message }, "the rehearsal of the pause failed");
    return ok(await end(id, actor, [], message.slice(0, 500)));
  } finally {
    for (const canary of canaries) canary.close();
  }
}

/** The weekly rehearsal, when it is due. Any number of processes may ask: one runs it. */
export async function carryOutDueDrill(): Promise<void> {
  const { now, lastStartedAt, since } = await getDrillTimes();
  if (!isDrillDue(now, lastStartedAt, since)) return;
  await runDrill({ kind: "system", id: "schedule", name: "Schedule" });
}
