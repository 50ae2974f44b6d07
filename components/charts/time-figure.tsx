"use client";

import { type PointerEvent, type ReactNode, useRef, useState } from "react";
import { bucketAt } from "./axis";
import { ChartFrame, type FigureTable } from "./chart-frame";
import type { TimeMarker } from "./growth-over-spend";
import { markersByBucket, markersIn, TimeMarks } from "./time-marks";
import { useWidth } from "./use-width";

export type { FigureTable } from "./chart-frame";

type Props = {
  title: string;
  hint?: ReactNode;
  buckets: readonly { start: string; label: string; isCurrent: boolean }[];
  markers: readonly TimeMarker[];
  timeZone: string;
  table: FigureTable;
  noteHref?: string | undefined;
  /** Where the crosshair rests, when it is neither the last bucket nor the last full one. */
  restAt?: number | undefined;
  /** Above the first panel. */
  reading: (active: number) => ReactNode;
  /** The panels, one below another on the same axis. */
  children: (active: number, width: number) => ReactNode;
};

/** The table with what happened in each bucket, where something did. */
export function withMarkers(
  table: FigureTable,
  markers: readonly TimeMarker[],
  buckets: Props["buckets"],
): FigureTable {
  const told = markersByBucket(markers, buckets).map((here) =>
    here.map(({ label, detail }) => `${label}: ${detail}`).join("; "),
  );
  if (told.every((words) => words === "")) return table;
  return {
    head: [...table.head, "What happened"],
    endsInWords: true,
    rows: table.rows.map((row, nth) => ({ ...row, cells: [...row.cells, told[nth] ?? ""] })),
    ...(table.total ? { total: [...table.total, ""] } : {}),
    csv: {
      head: [...table.csv.head, "what_happened"],
      rows: table.csv.rows.map((row, nth) => [...row, told[nth] ?? ""]),
    },
  };
}

/** Where the crosshair rests: the last full bucket, or the current one while a pause stands. */
export function restingBucket(buckets: Props["buckets"], markers: readonly TimeMarker[]): number {
  const last = buckets.length - 1;
  const isPaused = markers.some(({ kind, to }) => kind === "pause" && (to ?? null) === null);
  return buckets[last]?.isCurrent && !isPaused && last > 0 ? last - 1 : Math.max(0, last);
}

/**
 * A figure over time: one axis and one crosshair for all its panels, moved by pointer, finger and arrow keys; its
 * table, its CSV and its PNG. Without JavaScript the table stands alone.
 */
export function TimeFigure(props: Props) {
  const { title, hint, buckets, markers, timeZone, table, noteHref, reading, children } = props;
  const rest = props.restAt ?? restingBucket(buckets, markers);
  const [pointed, setPointed] = useState<number | null>(null);
  const plot = useRef<HTMLDivElement>(null);
  const width = useWidth(plot);
  const active = Math.min(pointed ?? rest, Math.max(0, buckets.length - 1));

  function point(event: PointerEvent<HTMLDivElement>) {
    const { left, width: wide } = event.currentTarget.getBoundingClientRect();
    setPointed(bucketAt(event.clientX - left, wide, buckets.length));
  }

  return (
    <ChartFrame
      title={title}
      hint={hint}
      table={() => withMarkers(table, markers, buckets)}
      noteHref={noteHref}
    >
      {reading(active)}
      <div
        ref={plot}
        data-plot
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setPointed(null)}
        className="relative mt-1 touch-pan-y rounded-control has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-accent"
      >
        <TimeMarks markers={markers} buckets={buckets} active={active} width={width} />
        <div className="pointer-events-none relative z-10">{children(active, width)}</div>
        <input
          type="range"
          min={0}
          max={Math.max(0, buckets.length - 1)}
          step={1}
          value={active}
          aria-label={`${title}: bucket`}
          aria-valuetext={buckets[active]?.label ?? ""}
          onChange={(event) => setPointed(Number(event.target.value))}
          onBlur={() => setPointed(null)}
          className="sr-only"
        />
      </div>
      <p className="mt-1 min-h-4 text-meta text-ink-3">
        {markersIn(markers, buckets, active).map(({ kind, from, label, detail }) => (
          <span key={`${kind} ${from} ${label}`} className="mr-3 text-ink-2">
            <b className="font-semibold">{label}</b>: {detail}
          </span>
        ))}
        {timeZone}
      </p>
    </ChartFrame>
  );
}
