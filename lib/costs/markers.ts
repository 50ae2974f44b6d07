import type { AuditEntry } from "../audit";
import type { CampaignPauseBand } from "../campaigns";
import { formatInstant } from "../kernel/local-time";
import type { Price } from "../usage";
import type { Annotation } from "./annotation";
import { dayAt } from "./day";
import type { Marker } from "./overview-view";

type Mark = { key: string; name: string; launchedAt: string; endedAt: string | null };

/** Everything on the time axis that is not a figure. */
export type MarkerSources = {
  campaigns: readonly Mark[];
  pauses: readonly CampaignPauseBand[];
  prices: readonly Price[];
  annotations: readonly Annotation[];
  /** Audit entries of launches and ends, for who did it. */
  acts: readonly Pick<AuditEntry, "at" | "action" | "target" | "actor" | "reason">[];
};

const MINUTE_MS = 60_000;

/** Who did it: the entry of that campaign nearest to the moment, within a minute of it. */
function whoDid(
  acts: MarkerSources["acts"],
  key: string,
  actions: readonly string[],
  at: string,
): string | null {
  const near = acts
    .filter(({ target, action }) => target.id === key && actions.includes(action))
    .map((act) => ({ act, off: Math.abs(Date.parse(act.at) - Date.parse(at)) }))
    .filter(({ off }) => off <= MINUTE_MS)
    .sort((a, b) => a.off - b.off)[0];
  if (!near) return null;
  return near.act.actor.kind === "system" ? "as scheduled" : `by ${near.act.actor.name}`;
}

const sentence = (...parts: (string | null)[]) => parts.filter((part) => part).join(", ");

function campaignMarkers({ campaigns, acts }: MarkerSources, zone: string): Marker[] {
  const at = (moment: string) => formatInstant(moment, zone);
  return campaigns.flatMap(({ key, name, launchedAt, endedAt }): Marker[] => [
    {
      kind: "launch",
      from: launchedAt,
      label: name,
      detail: sentence(
        `launched ${at(launchedAt)}`,
        whoDid(acts, key, ["campaign.launched", "campaign.started"], launchedAt),
      ),
    },
    ...(endedAt
      ? [
          {
            kind: "end" as const,
            from: endedAt,
            label: `${name} over`,
            detail: sentence(`ended ${at(endedAt)}`, whoDid(acts, key, ["campaign.ended"], endedAt)),
          },
        ]
      : []),
  ]);
}

const clock = (at: string, zone: string) => formatInstant(at, zone).split(" ").at(-1) ?? "";
const dayOf = (at: string, zone: string) => formatInstant(at, zone).split(" ").slice(0, -1).join(" ");

function pauseMarker(pause: CampaignPauseBand, zone: string): Marker {
  const { pausedAt, resumedAt } = pause;
  const sameDay = resumedAt && dayOf(pausedAt, zone) === dayOf(resumedAt, zone);
  const until = resumedAt ? `–${sameDay ? clock(resumedAt, zone) : formatInstant(resumedAt, zone)}` : "";
  return {
    kind: "pause",
    from: pausedAt,
    to: resumedAt,
    label: `Paused ${clock(pausedAt, zone)}${until}`,
    detail: sentence(
      `${formatInstant(pausedAt, zone)} by ${pause.pausedBy}`,
      pause.reason ? `“${pause.reason}”` : null,
      resumedAt
        ? `resumed ${formatInstant(resumedAt, zone)} by ${pause.resumedBy ?? "somebody"}`
        : "still paused",
    ),
  };
}

function priceWords({ model, currency, perMillion, perGpuSecond, perGpuHour }: Price): string {
  const tokens = [
    perMillion?.input && `in ${perMillion.input}`,
    perMillion?.output && `out ${perMillion.output}`,
  ].filter(Boolean);
  const amounts = tokens.length
    ? `${tokens.join(", ")} ${currency} a million tokens`
    : perGpuHour
      ? `${perGpuHour} ${currency} a GPU hour`
      : `${perGpuSecond ?? ""} ${currency} a GPU second`;
  return `${model === "*" ? "any other model" : model}: ${amounts}`;
}

/** Prices that begin at the same moment are one marker. */
function priceMarkers({ prices }: MarkerSources, zone: string): Marker[] {
  const byStart = new Map<string, Price[]>();
  for (const price of prices) {
    byStart.set(price.effectiveFrom, [...(byStart.get(price.effectiveFrom) ?? []), price]);
  }
  return [...byStart].map(([from, begun]) => {
    const [first] = begun;
    const by = [...new Set(begun.map(({ createdBy }) => createdBy))].join(", ");
    return {
      kind: "price",
      from,
      label: begun.length === 1 && first ? `Price: ${first.model}` : `${begun.length} prices`,
      detail: `${formatInstant(from, zone)}, ${begun.map(priceWords).join("; ")}, set by ${by}`,
    };
  });
}

/** As much of a note as stands on a chart; the rest is told on hover and focus, and in the table. */
const MOST_ON_CHART = 24;
const MOST_TOLD = 5;

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  const letters = [...line];
  return letters.length <= MOST_ON_CHART
    ? line
    : `${letters
        .slice(0, MOST_ON_CHART - 1)
        .join("")
        .trimEnd()}…`;
}

function noteWords({ text, from, to, by, campaign }: Annotation, zone: string): string {
  const until = to === null ? "" : ` – ${formatInstant(to, zone)}`;
  return sentence(
    `“${text.replaceAll(/\s+/g, " ")}”`,
    campaign && `about ${campaign}`,
    `${formatInstant(from, zone)}${until}`,
    `by ${by.name}`,
  );
}

/** Notes that begin on the same day are one marker, so that markers stay few. */
function noteMarkers({ annotations }: MarkerSources, zone: string): Marker[] {
  const byDay = new Map<string, Annotation[]>();
  for (const annotation of annotations.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const day = dayAt(Date.parse(annotation.from), zone);
    byDay.set(day, [...(byDay.get(day) ?? []), annotation]);
  }
  return [...byDay.values()].flatMap((notes): Marker[] => {
    const [first] = notes;
    if (!first) return [];
    const ends = notes.flatMap(({ to }) => to ?? []).sort();
    const left = notes.length - MOST_TOLD;
    return [
      {
        kind: "annotation",
        from: first.from,
        ...(ends.length > 0 ? { to: ends.at(-1) ?? null } : {}),
        label: notes.length === 1 ? shorten(first.text) : `${notes.length} notes`,
        detail: [
          ...notes.slice(0, MOST_TOLD).map((note) => noteWords(note, zone)),
          ...(left > 0 ? [`and ${left} more`] : []),
        ].join("; "),
      },
    ];
  });
}

/**
 * Launches, ends, pauses, price changes and notes that touch [from, to) (milliseconds), in the order of time, each with who and
 * why. Prices that came with Sluice changed nothing on the day that they were read.
 */
export function toMarkers(
  sources: MarkerSources,
  { from, to, zone }: { from: number; to: number; zone: string },
): Marker[] {
  const own = { ...sources, prices: sources.prices.filter(({ origin }) => origin === "own") };
  const within = ({ from: begins, to: ends }: Marker) => {
    const start = Date.parse(begins);
    const end = ends === undefined ? start : ends === null ? Number.POSITIVE_INFINITY : Date.parse(ends);
    return start < to && end >= from;
  };
  return [
    ...campaignMarkers(own, zone),
    ...own.pauses.map((pause) => pauseMarker(pause, zone)),
    ...priceMarkers(own, zone),
    ...noteMarkers(own, zone),
  ]
    .filter(within)
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}
