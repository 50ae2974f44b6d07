import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { readEnv } from "../../platform/env";
import {
  getLateVersion,
  getUsageCatalog,
  getUsagePulse,
  reportingCurrency,
  type UsageCatalog,
} from "../../usage/server";
import { type Day, dayAt } from "../day";
import { type Span, toSpan } from "../day-book";
import type { About } from "../overview-view";
import { ALL_SOURCES, type AskedView, daysAhead, resolveView, type View } from "../view";
import { whileUnchanged } from "./kept-reads";

/** What a report is about, settled once at its beginning. */
export type Scope = {
  actor: Actor;
  view: View;
  /** Milliseconds. */
  now: number;
  today: Day;
  currency: string;
  /** Which usage counts. */
  filter: { source?: string; exceptSource?: string };
  /** Moves with every change of usage; asked for before anything is read. */
  usagePulse: string;
  /** Moves with every change of usage older than an hour; asked for before anything is read. */
  latePulse: string;
  /** Days of the first and the last event under the filter; null before the first. */
  span: Span;
  about: About;
};

/** The zone of days and clocks, unless a view says otherwise. */
export function reportingZone(): string {
  return readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE;
}

/** What usage there is, read anew only when it changed. */
export async function getCatalog(actor: Actor, pulse?: string): Promise<Result<UsageCatalog>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  return whileUnchanged("catalog", pulse ?? (await getUsagePulse()), () => getUsageCatalog(actor));
}

function chooseSources(view: View, { sources }: UsageCatalog) {
  const demo = sources.find(({ isDemo }) => isDemo);
  const own = sources.filter(({ isDemo }) => !isDemo);
  if (view.source && view.source !== ALL_SOURCES) {
    const matching = sources.filter(({ source }) => source === view.source);
    return { chosen: "one" as const, words: view.source, filter: { source: view.source }, matching };
  }
  // once a real source exists the demo is out, unless it is asked for
  if (view.source !== ALL_SOURCES && demo && own.length > 0) {
    const words = own.length === 1 && own[0] ? own[0].source : "all sources but the demo";
    return { chosen: "without_demo" as const, words, filter: { exceptSource: demo.source }, matching: own };
  }
  const words = sources.length === 1 && sources[0] ? sources[0].source : "all sources";
  return { chosen: "all" as const, words, filter: {}, matching: sources };
}

/**
 * Settles days, clock, money and sources of a view. `forbidden` when the actor may not see; `invalid_request` for days that
 * are all ahead: pages fall back before they ask, machines are told.
 */
export async function openScope(actor: Actor, asked: AskedView, now: Date): Promise<Result<Scope>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const at = { now: now.getTime(), zone: reportingZone() };
  const ahead = daysAhead(asked, at);
  if (ahead !== null) {
    const detail = `${ahead} is not here yet; take a day until today`;
    return refuse("invalid_request", `query.from: ${detail}.`, [{ pointer: "#/query/from", detail }]);
  }
  const [usagePulse, latePulse] = await Promise.all([getUsagePulse(), getLateVersion()]);
  const [catalog, currency] = await Promise.all([getCatalog(actor, usagePulse), reportingCurrency()]);
  if (!catalog.ok) return catalog;
  const view = resolveView(asked, at);
  const { chosen, words, filter, matching } = chooseSources(view, catalog.value);
  const firstEventAt = matching.map((one) => one.firstEventAt).sort()[0] ?? null;
  const lastEventAt =
    matching
      .map((one) => one.lastEventAt)
      .sort()
      .at(-1) ?? null;
  const today = dayAt(now.getTime(), view.timeZone);
  return ok({
    actor,
    view,
    now: now.getTime(),
    today,
    currency,
    filter,
    usagePulse,
    latePulse,
    span: firstEventAt && lastEventAt ? toSpan(firstEventAt, lastEventAt, view.timeZone) : null,
    about: {
      view,
      today,
      asOf: now.toISOString(),
      timeZone: view.timeZone,
      currency,
      sources: { chosen, words, filter, names: catalog.value.sources.map(({ source }) => source) },
      firstEventAt,
      lastEventAt,
    },
  });
}

/** What a page is about, before it has any figure. */
export async function getAbout(actor: Actor, asked: AskedView, now: Date): Promise<Result<About>> {
  const opened = await openScope(actor, asked, now);
  return opened.ok ? ok(opened.value.about) : opened;
}

const HOUR_MS = 3_600_000;

/** By the clock of the machine, which says what is late, and by that of the report: usage before it only changes late. */
export const settledUntil = ({ now }: Scope): number => Math.min(now, Date.now()) - HOUR_MS;

/** Moves with every change of usage before an instant (milliseconds); asked for before anything of it is read. */
export function pulseBefore(scope: Scope, until: number): string {
  return until <= settledUntil(scope) ? `late ${scope.latePulse}` : scope.usagePulse;
}
