"use client";

import type { ReactNode } from "react";
import { formatMicros, microsToUnits } from "@/lib/kernel/money";
import { LinesPanel } from "./panel";
import { ReadingLine } from "./reading-line";
import { TimeFigure } from "./time-figure";

/** What is left at the end of a day. null: not here, or there is no plan. */
export type BurnBucket = {
  start: string;
  label: string;
  isCurrent: boolean;
  plannedMicros: string | null;
  leftMicros: string | null;
  forecast: { micros: string; lowMicros: string | null; highMicros: string | null } | null;
};

type Props = {
  title: string;
  hint?: ReactNode;
  buckets: BurnBucket[];
  currency: string;
  timeZone: string;
};

const HEIGHT = 220;
const units = (micros: string | null) => (micros === null ? null : microsToUnits(micros));
const plain = (micros: string | null | undefined) =>
  micros === null || micros === undefined
    ? null
    : formatMicros(micros, 6).replaceAll(",", "").replace("−", "-");
const words = (micros: string | null | undefined) =>
  micros === null || micros === undefined ? "" : formatMicros(micros);

function Reading({ bucket, currency }: { bucket: BurnBucket; currency: string }) {
  const { label, plannedMicros, leftMicros, forecast } = bucket;
  return (
    <ReadingLine
      title={`Left after ${label}, ${currency}`}
      items={[
        ...(leftMicros === null
          ? []
          : [{ label: "Left", value: formatMicros(leftMicros), colour: "var(--accent)" }]),
        ...(forecast
          ? [{ label: "Forecast", value: formatMicros(forecast.micros), colour: "var(--accent)" }]
          : []),
        ...(forecast?.lowMicros && forecast.highMicros
          ? [
              {
                label: "between",
                value: `${formatMicros(forecast.lowMicros)} and ${formatMicros(forecast.highMicros)}`,
              },
            ]
          : []),
        ...(plannedMicros === null
          ? []
          : [{ label: "Plan", value: formatMicros(plannedMicros), compared: true }]),
      ]}
    />
  );
}

/** What is left of a budget against its days: the line as planned, what is left, and where it leads. */
export function BurnDownChart({ title, hint, buckets, currency, timeZone }: Props) {
  const now = buckets.findLastIndex(({ leftMicros }) => leftMicros !== null);
  // the forecast goes on from what is left
  const ahead = (of: "micros" | "lowMicros" | "highMicros") =>
    buckets.map(({ leftMicros, forecast }, nth) =>
      units(nth === now ? leftMicros : (forecast?.[of] ?? null)),
    );
  const [low, high] = [ahead("lowMicros"), ahead("highMicros")];
  const hasBand = buckets.some(({ forecast }) => forecast !== null && forecast.lowMicros !== null);
  return (
    <TimeFigure
      title={title}
      hint={hint}
      buckets={buckets.map((bucket) => ({ ...bucket, isCurrent: false }))}
      restAt={now < 0 ? undefined : now}
      markers={[]}
      timeZone={timeZone}
      table={{
        head: ["After", "Left", "Forecast", "Low", "High", "Plan"],
        rows: buckets.map(({ start, label, isCurrent, plannedMicros, leftMicros, forecast }) => ({
          key: start,
          isCurrent,
          cells: [
            label,
            words(leftMicros),
            words(forecast?.micros),
            words(forecast?.lowMicros),
            words(forecast?.highMicros),
            words(plannedMicros),
          ],
        })),
        csv: {
          head: ["day_start", "left", "forecast", "low", "high", "plan", "currency"],
          rows: buckets.map(({ start, plannedMicros, leftMicros, forecast }) => [
            start,
            plain(leftMicros),
            plain(forecast?.micros),
            plain(forecast?.lowMicros),
            plain(forecast?.highMicros),
            plain(plannedMicros),
            currency,
          ]),
        },
      }}
      reading={(active) => {
        const bucket = buckets[active];
        return bucket && <Reading bucket={bucket} currency={currency} />;
      }}
    >
      {(active, width) => (
        <LinesPanel
          labels={buckets.map(({ label }) => label)}
          lines={[
            {
              key: "left",
              colour: "var(--accent)",
              values: buckets.map(({ leftMicros }) => units(leftMicros)),
            },
            { key: "forecast", colour: "var(--accent)", dash: "5 3", values: ahead("micros") },
            {
              key: "plan",
              colour: "var(--compare)",
              dash: "1 4",
              width: 1.5,
              values: buckets.map(({ plannedMicros }) => units(plannedMicros)),
            },
          ]}
          band={{
            colour: "var(--accent)",
            values: low.map((value, nth) => {
              const top = high[nth] ?? null;
              return !hasBand || value === null || top === null ? null : [value, top];
            }),
          }}
          height={HEIGHT}
          width={width}
          active={active}
          showTime
        />
      )}
    </TimeFigure>
  );
}
