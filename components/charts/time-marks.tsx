import { cn } from "@/components/ui/cn";
import { Tooltip } from "@/components/ui/tooltip";
import { AXIS, plotLeft, plotWidth, shareOf, spanOf } from "./axis";
import type { TimeMarker } from "./growth-over-spend";

type Props = {
  markers: readonly TimeMarker[];
  buckets: readonly { start: string }[];
  active: number;
  width: number;
};

const LETTER = 6.1;
const ROW_GAP = 10;

type Placed = TimeMarker & { at: number; end: number; begins: boolean; ends: boolean };

const isStretch = ({ kind, to }: TimeMarker) => kind === "pause" || (kind === "annotation" && Boolean(to));

/** Markers that touch the axis, in order of time, with their places as shares of its width. */
export function placeMarkers(markers: readonly TimeMarker[], buckets: Props["buckets"]): Placed[] {
  return markers
    .flatMap((marker): Placed[] => {
      if (isStretch(marker)) {
        const span = spanOf(marker.from, marker.to ?? null, buckets);
        return span ? [{ ...marker, at: span.from, end: span.to, begins: span.begins, ends: span.ends }] : [];
      }
      const at = shareOf(marker.from, buckets);
      return at === null ? [] : [{ ...marker, at, end: at, begins: true, ends: true }];
    })
    .sort((a, b) => a.at - b.at);
}

/** Pixels by which a label is moved left of its line to stay on the plot; null when another stands in its place. */
type Label = { shift: number } | null;

/** Whose label stands where two would: a pause before a launch, a launch before the rest. */
const rank: Record<TimeMarker["kind"], number> = {
  pause: 0,
  launch: 1,
  anomaly: 2,
  annotation: 2,
  price: 3,
  resume: 4,
  end: 5,
};

/** Which labels have room, pauses first; where none is left the marker still tells itself under the crosshair. */
export function placeLabels(placed: readonly Placed[], width: number): Label[] {
  const plot = width - AXIS.left - AXIS.right;
  const taken: [number, number][] = [];
  const labels: Label[] = placed.map(() => null);
  const inOrder = placed
    .map((marker, index) => ({ marker, index }))
    .sort((a, b) => rank[a.marker.kind] - rank[b.marker.kind]);
  for (const { marker, index } of inOrder) {
    const x = marker.at * plot;
    const long = marker.label.length * LETTER + 16;
    const within = (from: number) => Math.max(-AXIS.left, Math.min(from, plot + AXIS.right - long));
    // right of its line or, where another stands, left of it
    const from = [within(x), within(x - long)].find((start) =>
      taken.every(([first, last]) => start >= last + ROW_GAP || start + long <= first - ROW_GAP),
    );
    if (from === undefined || long > width) continue;
    taken.push([from, from + long]);
    labels[index] = { shift: x - from };
  }
  return labels;
}

function inBucket(placed: readonly Placed[], count: number, nth: number): TimeMarker[] {
  const from = nth / Math.max(1, count);
  const to = (nth + 1) / Math.max(1, count);
  return placed.filter(({ at, end }) => at < to && (end > from || at >= from));
}

/** What happened in a bucket: who and why, for the line below the panels. */
export function markersIn(
  markers: readonly TimeMarker[],
  buckets: Props["buckets"],
  active: number,
): TimeMarker[] {
  return inBucket(placeMarkers(markers, buckets), buckets.length, active);
}

/** The same of every bucket, for the table. */
export function markersByBucket(markers: readonly TimeMarker[], buckets: Props["buckets"]): TimeMarker[][] {
  const placed = placeMarkers(markers, buckets);
  return buckets.map((_, nth) => inBucket(placed, buckets.length, nth));
}

const looks = {
  launch: { line: "bg-control", text: "text-ink-2", sign: "▸" },
  end: { line: "bg-control", text: "text-ink-2", sign: "◂" },
  price: { line: "bg-control", text: "text-ink-2", sign: "▸" },
  anomaly: { line: "bg-amber-solid", text: "text-amber", sign: "!" },
  resume: { line: "bg-amber-solid", text: "text-ink-2", sign: "▸" },
  annotation: { line: "bg-ink-3", text: "text-ink-2", sign: "◆" },
  pause: { line: "bg-amber-solid", text: "text-amber", sign: "" },
} as const;

/**
 * Launches, price changes, notes and pauses as lines and bands behind all panels, and the crosshair. Each has a name that
 * takes the focus and says who and why.
 */
export function TimeMarks({ markers, buckets, active, width }: Props) {
  const placed = placeMarkers(markers, buckets);
  const labels = placeLabels(placed, width);
  const middle = (active + 0.5) / Math.max(1, buckets.length);
  return (
    <>
      <div aria-hidden className="pointer-events-none absolute inset-x-0 top-4" style={{ bottom: AXIS.time }}>
        {placed.map(({ kind, from, label, at, end, begins }) => (
          <div key={`${kind} ${from} ${label}`}>
            {(kind === "pause" || end > at) && (
              <i
                data-png="box"
                className={cn(
                  "absolute inset-y-0",
                  kind === "pause" ? "bg-amber-solid/20" : "top-auto h-1.5 bg-ink-3/40",
                )}
                style={{ left: plotLeft(at), width: `max(2px, ${plotWidth(end - at)})` }}
              />
            )}
            {begins && (
              <i
                data-png="box"
                className={`absolute inset-y-0 w-[1.5px] ${looks[kind].line}`}
                style={{ left: plotLeft(at) }}
              />
            )}
          </div>
        ))}
        <i
          data-png="box"
          className="absolute inset-y-0 w-px bg-ink-2"
          style={{ left: plotLeft(middle), display: buckets.length ? undefined : "none" }}
        />
      </div>
      <ul className="absolute inset-x-0 -top-1 z-20 h-6 overflow-x-clip">
        {placed.map((marker, index) => {
          const label = labels[index];
          const { text, sign } = looks[marker.kind];
          return (
            <li
              key={`${marker.kind} ${marker.from} ${marker.label}`}
              className="absolute top-0"
              style={{ left: plotLeft(marker.at), transform: `translateX(${-(label?.shift ?? 0)}px)` }}
            >
              <Tooltip
                words={
                  <>
                    <b className="font-semibold text-ink">{marker.label}</b>
                    <br />
                    {marker.detail}
                  </>
                }
              >
                <button
                  type="button"
                  aria-label={`${marker.label}: ${marker.detail}`}
                  className={cn(
                    "h-6 rounded-[4px] px-1 text-axis font-medium whitespace-nowrap focus-visible:-outline-offset-2",
                    text,
                    !label && "sr-only focus:not-sr-only focus:bg-surface",
                  )}
                >
                  {marker.kind !== "pause" && <span aria-hidden>{sign} </span>}
                  {marker.label}
                </button>
              </Tooltip>
            </li>
          );
        })}
      </ul>
    </>
  );
}
