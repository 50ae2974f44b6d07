"use client";

import type { ReactNode } from "react";
import type { TimeMarker } from "./growth-over-spend";
import { Panel } from "./panel";
import { ReadingLine } from "./reading-line";
import { TimeFigure } from "./time-figure";

export type HourBucket = {
  /** RFC 3339. */
  start: string;
  /** As the axis shows it: "12:00", or the day at its first hour. */
  label: string;
  isCurrent: boolean;
  /** null is missing, and a gap. */
  count: number | null;
};

type Props = {
  title: string;
  hint?: ReactNode;
  /** What is counted: "Coupons". */
  noun: string;
  buckets: HourBucket[];
  markers: TimeMarker[];
  timeZone: string;
  /** Further figures in the reading line, such as the rate of the last ten minutes. */
  beside?: { label: string; value: string }[];
  height?: number;
};

const number = new Intl.NumberFormat("en");

/** A count in each hour: one panel of the same figure. */
export function PerHourChart({
  title,
  hint,
  noun,
  buckets,
  markers,
  timeZone,
  beside = [],
  height = 212,
}: Props) {
  const total = buckets.reduce((sum, { count }) => sum + (count ?? 0), 0);
  return (
    <TimeFigure
      title={title}
      hint={hint}
      buckets={buckets}
      markers={markers}
      timeZone={timeZone}
      table={{
        head: ["Hour", noun],
        rows: buckets.map(({ start, label, isCurrent, count }) => ({
          key: start,
          isCurrent,
          cells: [label, count === null ? null : number.format(count)],
        })),
        total: ["In all", number.format(total)],
        csv: {
          head: ["start", "current", noun.toLowerCase()],
          rows: buckets.map(({ start, isCurrent, count }) => [start, isCurrent ? "so far" : "", count]),
        },
      }}
      reading={(active) => {
        const bucket = buckets[active];
        if (!bucket) return null;
        const { label, isCurrent, count } = bucket;
        const value = count === null ? "missing" : `${number.format(count)}${isCurrent ? " so far" : ""}`;
        return (
          <ReadingLine title={label} items={[{ label: noun, value, colour: "var(--accent)" }, ...beside]} />
        );
      }}
    >
      {(active, width) => (
        <Panel
          rows={buckets.map(({ label, isCurrent, count }) => ({
            label,
            isCurrent,
            values: count === null ? null : { count },
          }))}
          series={[{ key: "count", colour: "var(--accent)" }]}
          height={height}
          width={width}
          active={active}
          showTime
          whole
        />
      )}
    </TimeFigure>
  );
}
