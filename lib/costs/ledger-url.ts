import { firstParam, type SearchParams } from "../kernel/trail";
import { type LedgerField, type LedgerFilter, ledgerFilterFields, toOtherThan } from "../usage";
import { addDays, startOfDay } from "./day";
import { NO_NAME } from "./day-book";
import { NAMED, OTHER } from "./day-rows";
import type { About } from "./overview-view";
import type { View } from "./view";
import { toViewParams, toViewUrl } from "./view-url";

/** The source is a part of the view already. */
export type LedgerUrlFilter = Omit<LedgerFilter, "source" | "exceptSource">;
const names = ["model", "provider", "region", "campaign", "serviceTier", "subject"] as const;
const params = [...names, "none", "otherThan", "only"] as const;

/** What the address of the ledger asks for beside days and source. What it cannot mean is left away, with a sentence. */
export function readLedgerFilter(given: SearchParams): { filter: LedgerUrlFilter; notes: string[] } {
  const notes: string[] = [];
  const filter: Record<string, unknown> = {};
  for (const name of params) {
    // ticks of a form come one by one
    const value =
      name === "none" ? [given.none ?? []].flat().join(",") || undefined : firstParam(given, name);
    if (value === undefined) continue;
    const read = ledgerFilterFields[name].safeParse(value);
    if (read.success) filter[name] = read.data;
    else
      notes.push(
        `“${value.slice(0, 60)}” in the address: ${name} ${read.error.issues[0]?.message}. It is left away.`,
      );
  }
  return { filter, notes };
}

/** The same as parameters of an address. */
export function toLedgerFilterParams({
  none = [],
  otherThan,
  only,
  ...filter
}: LedgerUrlFilter): Record<string, string> {
  const given = names.flatMap((name) => (filter[name] ? [[name, filter[name]]] : []));
  return {
    ...Object.fromEntries(given),
    ...(none.length > 0 && { none: none.join(",") }),
    ...(otherThan && { otherThan: toOtherThan(otherThan) }),
    ...(only && { only }),
  };
}

const PATH = "/costs/ledger";
type Days = Pick<View, "from" | "to" | "source" | "timeZone">;
export type LedgerPlace = { cursor?: string | undefined; row?: string | undefined };

function withMore(base: string, more: Record<string, string>): string {
  const query = new URLSearchParams(more);
  if (query.size === 0) return base;
  return `${base}${base.includes("?") ? "&" : "?"}${query}`;
}

/** The ledger as it is shown, with another filter or page. */
export function toLedgerPageUrl(
  view: View,
  zone: string,
  filter: LedgerUrlFilter,
  { cursor, row }: LedgerPlace = {},
): string {
  return withMore(toViewUrl(PATH, { ...view, groupBy: "model", compare: "none" }, zone), {
    ...toLedgerFilterParams(filter),
    ...(cursor && { cursor }),
    ...(row && { row }),
  });
}

/** The rows behind a figure of these days: the address names days and clock, so that it shows the same ones tomorrow. */
export function toLedgerUrl({ from, to, source, timeZone }: Days, filter: LedgerFilter = {}): string {
  const { source: named, exceptSource: _, ...rest } = filter;
  const query = toViewParams({ from, to, source: named ?? source }, "");
  query.set("timeZone", timeZone);
  for (const [name, value] of Object.entries(toLedgerFilterParams(rest))) query.set(name, value);
  return `${PATH}?${query}`;
}

/** Which rows a group of the costs page sums: its own, those without a name, or all but the ones that are named. */
export function groupFilter(
  field: Extract<LedgerField, View["groupBy"]>,
  groups: readonly string[],
  nth: number,
): LedgerFilter {
  const raw = (group: string) => (group === NO_NAME ? "" : group);
  const group = groups[nth] ?? "";
  if (nth === NAMED && group === OTHER)
    return { otherThan: { field, names: groups.slice(0, NAMED).map(raw) } };
  return raw(group) === "" ? { none: [field] } : { [field]: group };
}

/** Where the rows of the ledger come as a file: all pages of them. */
export function toLedgerFileUrl({ view, sources }: About, filter: LedgerUrlFilter): string {
  const at = (day: string) => new Date(startOfDay(day, view.timeZone)).toISOString();
  const query = new URLSearchParams({
    from: at(view.from),
    to: at(addDays(view.to, 1)),
    timeZone: view.timeZone,
    ...sources.filter,
    ...toLedgerFilterParams(filter),
  });
  return `/api/v1/ledger.csv?${query}`;
}
