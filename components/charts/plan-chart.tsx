"use client";

import type { ReactNode } from "react";
import { formatMicros, microsToUnits, plainMicros } from "@/lib/kernel/money";
import type { LinePanelProps } from "./line-panel";
import { LinesPanel } from "./panel";
import { ReadingLine } from "./reading-line";
import { TimeFigure } from "./time-figure";

/** One day of a plan, everything added up to its end. null: not here, or not known. */
export type PlanBucket = {
  start: string;
  label: string;
  isCurrent: boolean;
  planMicros: string | null;
  actualMicros: string | null;
  forecast: { micros: string; lowMicros: string | null; highMicros: string | null } | null;
};

export type PlanChartProps = {
  title: string;
  hint?: ReactNode;
  buckets: PlanBucket[];
  currency: string;
  timeZone: string;
};

type Props = PlanChartProps & {
  height: number;
  /** How the figure is told: "To 5 Dec", "Spent"; the name of its column in the file. */
  words: { day: string; reading: (label: string) => string; actual: string; column: string };
  target?: LinePanelProps["target"];
  /** Whether the crosshair rests on the last day that is known; else on the last of all. */
  restsOnToday?: boolean;
};

const units = (micros: string | null) => (micros === null ? null : microsToUnits(micros));
const plain = (micros: string | null | undefined) => (micros == null ? null : plainMicros(micros));
const money = (micros: string | null | undefined) => (micros == null ? "" : formatMicros(micros));

function Reading({ bucket, currency, words }: Pick<Props, "currency" | "words"> & { bucket: PlanBucket }) {
  const { label, planMicros, actualMicros, forecast } = bucket;
  const hasInterval = forecast && forecast.lowMicros !== null && forecast.highMicros !== null;
  return (
    <ReadingLine
      title={`${words.reading(label)}, ${currency}`}
      items={[
        ...(actualMicros === null
          ? []
          : [{ label: words.actual, value: formatMicros(actualMicros), colour: "var(--accent)" }]),
        ...(forecast
          ? [{ label: "Forecast", value: formatMicros(forecast.micros), colour: "var(--accent)" }]
          : []),
        ...(hasInterval
          ? [{ label: "between", value: `${money(forecast.lowMicros)} and ${money(forecast.highMicros)}` }]
          : []),
        ...(planMicros === null ? [] : [{ label: "Plan", value: formatMicros(planMicros), compared: true }]),
      ]}
    >
      {actualMicros === null && !forecast ? "nothing is known of this day" : null}
    </ReadingLine>
  );
}

/** What came of a plan, where it leads with its band, and the plan: a line each. */
export function PlanChart(props: Props) {
  const { title, hint, buckets, currency, timeZone, height, words, target, restsOnToday = false } = props;
  // the forecast goes on from where the figure stands
  const now = buckets.findLastIndex(({ actualMicros }) => actualMicros !== null);
  const ahead = (of: "micros" | "lowMicros" | "highMicros") =>
    buckets.map(({ actualMicros, forecast }, nth) =>
      units(nth === now ? actualMicros : (forecast?.[of] ?? null)),
    );
  const [low, high] = [ahead("lowMicros"), ahead("highMicros")];
  const hasBand = buckets.some(({ forecast }) => forecast !== null && forecast.lowMicros !== null);
  return (
    <TimeFigure
      title={title}
      hint={hint}
      // days to come follow the current one: it is no last one that is "so far"
      buckets={buckets.map((bucket) => ({ ...bucket, isCurrent: false }))}
      restAt={restsOnToday && now >= 0 ? now : undefined}
      markers={[]}
      timeZone={timeZone}
      table={{
        head: [words.day, words.actual, "Forecast", "Low", "High", "Plan"],
        rows: buckets.map(({ start, label, isCurrent, planMicros, actualMicros, forecast }) => ({
          key: start,
          isCurrent,
          cells: [
            label,
            money(actualMicros),
            money(forecast?.micros),
            money(forecast?.lowMicros),
            money(forecast?.highMicros),
            money(planMicros),
          ],
        })),
        csv: {
          head: ["day_start", words.column, "forecast", "low", "high", "plan", "currency"],
          rows: buckets.map(({ start, planMicros, actualMicros, forecast }) => [
            start,
            plain(actualMicros),
            plain(forecast?.micros),
            plain(forecast?.lowMicros),
            plain(forecast?.highMicros),
            plain(planMicros),
            currency,
          ]),
        },
      }}
      reading={(active) => {
        const bucket = buckets[active];
        return bucket && <Reading bucket={bucket} currency={currency} words={words} />;
      }}
    >
      {(active, width) => (
        <LinesPanel
          labels={buckets.map(({ label }) => label)}
          lines={[
            {
              key: words.column,
              colour: "var(--accent)",
              values: buckets.map(({ actualMicros }) => units(actualMicros)),
            },
            { key: "forecast", colour: "var(--accent)", dash: "5 3", values: ahead("micros") },
            {
              key: "plan",
              colour: "var(--compare)",
              dash: "1 4",
              width: 1.5,
              values: buckets.map(({ planMicros }) => units(planMicros)),
            },
          ]}
          band={{
            colour: "var(--accent)",
            values: low.map((value, nth) => {
              const top = high[nth] ?? null;
              return !hasBand || value === null || top === null ? null : [value, top];
            }),
          }}
          target={target}
          height={height}
          width={width}
          active={active}
          showTime
        />
      )}
    </TimeFigure>
  );
}
