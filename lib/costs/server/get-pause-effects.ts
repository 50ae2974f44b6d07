import "server-only";
import type { Actor } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import type { PauseRecord } from "../../switch";
import { getPause, listPauses } from "../../switch/server";
import { floorToBucket, MOST_REPORT_BUCKETS } from "../../usage";
import { getUsageReport } from "../../usage/server";
import { dayEdges } from "../day";
import type { About } from "../overview-view";
import {
  type EffectWindows,
  effectWindows,
  HISTORY_MS,
  MOST_EFFECTS,
  type PauseEffect,
  type Stretch,
  tellEffect,
  toFigure,
} from "../pause-effect";
import type { AskedView } from "../view";
import { whileUnchanged } from "./kept-reads";
import { openScope, pulseBefore, type Scope } from "./scope";

const HOUR_MS = 3_600_000;
const MOST_PAUSES = 100;

type Hour = { at: number; micros: number; newUsers: number };

/** Until when hours are told: what was written for them since was late, and is found by its version. */
const settledHour = ({ now, view }: Scope) => floorToBucket(now - HOUR_MS, "hour", view.timeZone);

const stretchOf = ({ pausedAt, resumedAt }: PauseRecord, end: number): Stretch => ({
  from: Date.parse(pausedAt),
  to: Math.min(resumedAt ? Date.parse(resumedAt) : end, end),
});

/** Spend and new users hour by hour; read once for hours that are over. */
async function readHours(
  scope: Scope,
  { from, to }: Stretch,
  campaign: string | null,
): Promise<Result<Hour[]>> {
  const { actor, filter, view } = scope;
  const first = floorToBucket(
    Math.max(from, to - (MOST_REPORT_BUCKETS - 48) * HOUR_MS),
    "hour",
    view.timeZone,
  );
  const query = {
    from: new Date(first).toISOString(),
    to: new Date(to).toISOString(),
    interval: "hour" as const,
    timeZone: view.timeZone,
    ...filter,
    ...(campaign === null ? {} : { campaign }),
  };
  const report = await whileUnchanged(JSON.stringify(["hours", query]), pulseBefore(scope, to), () =>
    getUsageReport(actor, query),
  );
  if (!report.ok) return report;
  return ok(
    report.value.data.map(({ start, costMicros, newUsers }) => ({
      at: Date.parse(start),
      micros: Number(costMicros),
      newUsers,
    })),
  );
}

function sumIn(hours: readonly Hour[], { from, to }: Stretch): { micros: number; newUsers: number } {
  const sum = { micros: 0, newUsers: 0 };
  for (const { at, micros, newUsers } of hours) {
    if (at < from || at >= to) continue;
    sum.micros += micros;
    sum.newUsers += newUsers;
  }
  return sum;
}

const heardSince = ({ about }: Scope) => Date.parse(about.firstEventAt ?? "") || Number.POSITIVE_INFINITY;
const heardUntil = ({ about }: Scope) => Date.parse(about.lastEventAt ?? "") || 0;

const unknown = (scope: Scope, pause: PauseRecord, end: number): string => {
  const { from, to } = stretchOf(pause, end);
  if (heardUntil(scope) < from || heardSince(scope) >= Math.max(from, to))
    return "No usage was received for these hours.";
  return pause.resumedAt || end - from > 2 * HOUR_MS
    ? "It lasted less than a whole hour of the clock: too short to tell."
    : "Its first whole hour is told an hour after it is over.";
};

function toEffect(
  scope: Scope,
  pause: PauseRecord,
  { windows, hours, end }: { windows: EffectWindows | null; hours: readonly Hour[]; end: number },
): PauseEffect {
  const about = {
    pauseId: pause.id,
    campaign: pause.campaign,
    pausedAt: pause.pausedAt,
    pausedBy: pause.pausedBy.name,
    resumedAt: pause.resumedAt ?? null,
  };
  if (!windows)
    return { ...about, judged: null, detail: unknown(scope, pause, end), spendMicros: null, newUsers: null };
  const { judged, ahead, before } = windows;
  const actual = sumIn(hours, judged);
  const past = before.map((window) => sumIn(hours, window));
  const told = (of: "micros" | "newUsers") =>
    tellEffect(
      actual[of],
      past.map((one) => one[of]),
      ahead,
    );
  return {
    ...about,
    judged: { from: new Date(judged.from).toISOString(), to: new Date(judged.to).toISOString() },
    detail: null,
    spendMicros: toFigure(told("micros"), (value) => String(Math.round(value))),
    newUsers: toFigure(told("newUsers"), Math.round),
  };
}

/** The effects of pauses of one scope: of everything, or of one campaign. `others` are all pauses that left their mark. */
async function tellEffects(
  scope: Scope,
  pauses: readonly PauseRecord[],
  others: readonly PauseRecord[],
  campaign: string | null,
): Promise<Result<PauseEffect[]>> {
  const end = settledHour(scope);
  const [since, until] = [heardSince(scope), heardUntil(scope)];
  const cut = pauses.map((pause) => {
    const windows = effectWindows(stretchOf(pause, end), {
      zone: scope.view.timeZone,
      firstEventAt: since,
      otherPauses: others.filter(({ id }) => id !== pause.id).map((other) => stretchOf(other, end)),
    });
    // hours before the first event or after the last are not known, and that is no zero
    return {
      pause,
      windows: windows && windows.judged.to > since && windows.judged.from <= until ? windows : null,
    };
  });
  const judged = cut.flatMap(({ windows }) => (windows ? [windows.judged] : []));
  if (judged.length === 0)
    return ok(cut.map(({ pause }) => toEffect(scope, pause, { windows: null, hours: [], end })));
  const stretch = {
    from: Math.max(Math.min(...judged.map(({ from }) => from)) - HISTORY_MS, since),
    to: Math.max(...judged.map(({ to }) => to)),
  };
  const hours = await readHours(scope, stretch, campaign);
  if (!hours.ok) return hours;
  return ok(cut.map(({ pause, windows }) => toEffect(scope, pause, { windows, hours: hours.value, end })));
}

export type PauseEffects = { about: About; data: PauseEffect[] };

/** What the pauses of all promotions did that touch a view, the newest first: at most ten. */
export async function getPauseEffects(
  actor: Actor,
  asked: AskedView = {},
  now: Date = new Date(),
): Promise<Result<PauseEffects>> {
  const opened = await openScope(actor, asked, now);
  if (!opened.ok) return opened;
  const scope = opened.value;
  const all = await listPauses(actor, { limit: MOST_PAUSES });
  if (!all.ok) return all;
  const edges = dayEdges(scope.view.from, scope.view.to, scope.view.timeZone);
  const [from = 0, to = 0] = [edges[0], edges.at(-1)];
  const touching = all.value.data
    .filter(
      ({ pausedAt, resumedAt }) =>
        Date.parse(pausedAt) < to && (resumedAt === undefined || Date.parse(resumedAt) > from),
    )
    .slice(0, MOST_EFFECTS);
  const effects = await tellEffects(scope, touching, all.value.data, null);
  return effects.ok ? ok({ about: scope.about, data: effects.value }) : effects;
}

/** What one pause did, by the usual sources and the clock of the reports; `not_found`. */
export async function getPauseEffect(
  actor: Actor,
  id: string,
  now: Date = new Date(),
): Promise<Result<{ about: About; effect: PauseEffect }>> {
  const opened = await openScope(actor, {}, now);
  if (!opened.ok) return opened;
  const pause = await getPause(actor, id);
  if (!pause.ok) return pause;
  const { campaign } = pause.value;
  const [everywhere, own] = await Promise.all([
    listPauses(actor, { limit: MOST_PAUSES }),
    campaign === null ? null : listPauses(actor, { campaign, limit: MOST_PAUSES }),
  ]);
  if (!everywhere.ok) return everywhere;
  if (own && !own.ok) return own;
  const others = [...everywhere.value.data, ...(own?.value.data ?? [])];
  const effects = await tellEffects(opened.value, [pause.value], others, campaign);
  if (!effects.ok) return effects;
  const [effect] = effects.value;
  if (!effect) throw new Error("a pause has one effect");
  return ok({ about: opened.value.about, effect });
}
