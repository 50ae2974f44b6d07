"use client";

import { Download, MessageSquarePlus, Image as Picture, Table2 } from "lucide-react";
import Link from "next/link";
import { type PointerEvent, type ReactNode, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { toCsv } from "@/lib/kernel/csv";
import { bucketAt } from "./axis";
import { fileName, saveFile } from "./download";
import { drawPng } from "./draw-png";
import type { TimeMarker } from "./growth-over-spend";
import { markersByBucket, markersIn, TimeMarks } from "./time-marks";
import { useWidth } from "./use-width";

export type FigureTable = {
  head: string[];
  /** The first cell names the bucket; null is missing. `links`: where what a cell sums is told. */
  rows: { key: string; isCurrent: boolean; cells: (string | null)[]; links?: (string | undefined)[] }[];
  total?: (string | null)[];
  /** What the file has: plain numbers, exact. */
  csv: { head: string[]; rows: (string | number | null)[][] };
};

type Props = {
  title: string;
  hint?: ReactNode;
  buckets: readonly { start: string; label: string; isCurrent: boolean }[];
  markers: readonly TimeMarker[];
  timeZone: string;
  table: FigureTable;
  /** Where one writes what happened; without it nothing can be noted here. */
  noteHref?: string | undefined;
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

type DataTableProps = Pick<Props, "title" | "table" | "markers" | "buckets">;

function DataTable({ title, markers, buckets, ...rest }: DataTableProps) {
  const table = withMarkers(rest.table, markers, buckets);
  const names = rest.table.head.length;
  return (
    <Table label={`${title}, as a table`} rows="plain">
      <thead>
        <tr>
          {table.head.map((name, index) => (
            <Th key={name} numeric={index > 0 && index < names}>
              {name}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map(({ key, isCurrent, cells, links }) => (
          <Tr key={key} className={isCurrent ? "text-ink-2" : undefined}>
            {cells.map((cell, index) => (
              <Td
                key={table.head[index]}
                numeric={index > 0 && index < names}
                className={index < names ? "whitespace-nowrap" : "min-w-64"}
              >
                {cell !== null && links?.[index] ? (
                  <TextLink
                    href={links[index]}
                    prefetch={false}
                    className="text-inherit no-underline hover:underline"
                  >
                    {cell}
                  </TextLink>
                ) : (
                  (cell ?? <span className="text-ink-3">missing</span>)
                )}
                {index === 0 && isCurrent && " so far"}
              </Td>
            ))}
          </Tr>
        ))}
      </tbody>
      {table.total && (
        <tfoot>
          <tr className="h-8 border-t border-line-strong font-semibold">
            {table.total.map((cell, index) => (
              <Td key={table.head[index]} numeric={index > 0}>
                {cell}
              </Td>
            ))}
          </tr>
        </tfoot>
      )}
    </Table>
  );
}

/**
 * A figure over time: one axis and one crosshair for all its panels, moved by pointer, finger and arrow keys; its
 * table, its CSV and its PNG. Without JavaScript the table stands alone.
 */
export function TimeFigure({
  title,
  hint,
  buckets,
  markers,
  timeZone,
  table,
  noteHref,
  reading,
  children,
}: Props) {
  const rest = restingBucket(buckets, markers);
  const [pointed, setPointed] = useState<number | null>(null);
  const [isTable, setTable] = useState(false);
  const [failed, setFailed] = useState(false);
  const picture = useRef<HTMLDivElement>(null);
  const plot = useRef<HTMLDivElement>(null);
  const width = useWidth(plot);
  const active = Math.min(pointed ?? rest, Math.max(0, buckets.length - 1));

  function point(event: PointerEvent<HTMLDivElement>) {
    const { left, width: wide } = event.currentTarget.getBoundingClientRect();
    setPointed(bucketAt(event.clientX - left, wide, buckets.length));
  }

  function saveCsv() {
    const { csv } = withMarkers(table, markers, buckets);
    const text = toCsv(csv.head, csv.rows);
    saveFile(`${fileName(title)}.csv`, new Blob([text], { type: "text/csv;charset=utf-8" }));
  }

  async function savePng() {
    if (!picture.current) return;
    try {
      saveFile(`${fileName(title)}.png`, await drawPng(picture.current));
      setFailed(false);
    } catch {
      setFailed(true);
    }
  }

  return (
    <Card>
      <div ref={picture} className="rounded-card bg-surface">
        <CardHead title={title} hint={hint}>
          {noteHref !== undefined && (
            <Button kind="quiet" size="small" asChild>
              <Link data-png="skip" href={noteHref} prefetch={false}>
                <MessageSquarePlus aria-hidden strokeWidth={1.5} />
                Add a note
              </Link>
            </Button>
          )}
          <div data-png="skip" className="flex gap-1 scripted-off:hidden">
            <Button kind="quiet" size="small" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
              <Table2 aria-hidden strokeWidth={1.5} />
              Table
            </Button>
            <Button kind="quiet" size="small" onClick={saveCsv}>
              <Download aria-hidden strokeWidth={1.5} />
              CSV
            </Button>
            <Button kind="quiet" size="small" onClick={savePng}>
              <Picture aria-hidden strokeWidth={1.5} />
              PNG
            </Button>
          </div>
        </CardHead>
        {failed && (
          <p role="alert" data-png="skip" className="px-4 pb-2 text-meta text-red">
            This browser could not draw the picture. The CSV and the table have the same figures.
          </p>
        )}
        <div className="px-4 pb-3 scripted-off:hidden">
          {reading(active)}
          <div
            ref={plot}
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
        </div>
      </div>
      {/* a row for each bucket is much to keep out of sight: without scripts it stands there, with them on request */}
      <noscript>
        <div className="border-t border-line">
          <DataTable title={title} table={table} markers={markers} buckets={buckets} />
        </div>
      </noscript>
      {isTable && (
        <div data-png="skip" className="border-t border-line">
          <DataTable title={title} table={table} markers={markers} buckets={buckets} />
        </div>
      )}
    </Card>
  );
}
