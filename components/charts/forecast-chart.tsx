"use client";

import type { ReactNode } from "react";
import { formatMicros, microsToUnits } from "@/lib/kernel/money";
import { LinesPanel } from "./panel";
import { ReadingLine } from "./reading-line";
import { TimeFigure } from "./time-figure";

/** One day of a month, everything added up from its first day on. null: not here, or not known. */
export type ForecastBucket = {
  start: string;
  label: string;
  isCurrent: boolean;
  planMicros: string | null;
  spentMicros: string | null;
  forecast: { micros: string; lowMicros: string | null; highMicros: string | null } | null;
};

type Props = {
  title: string;
  hint?: ReactNode;
  buckets: ForecastBucket[];
  budgetMicros: string | null;
  currency: string;
  timeZone: string;
};

const HEIGHT = 268;
const units = (micros: string | null) => (micros === null ? null : microsToUnits(micros));
const plain = (micros: string | null | undefined) =>
  micros === null || micros === undefined
    ? null
    : formatMicros(micros, 6).replaceAll(",", "").replace("−", "-");
const words = (micros: string | null | undefined) =>
  micros === null || micros === undefined ? null : formatMicros(micros);

function Reading({ bucket, currency }: { bucket: ForecastBucket; currency: string }) {
  const { label, planMicros, spentMicros, forecast } = bucket;
  return (
    <ReadingLine
      title={`To ${label}, ${currency}`}
      items={[
        ...(spentMicros === null
          ? []
          : [{ label: "Spent", value: formatMicros(spentMicros), colour: "var(--accent)" }]),
        ...(forecast
          ? [
              { label: "Forecast", value: formatMicros(forecast.micros), colour: "var(--accent)" },
              ...(forecast.lowMicros === null || forecast.highMicros === null
                ? []
                : [
                    {
                      label: "between",
                      value: `${formatMicros(forecast.lowMicros)} and ${formatMicros(forecast.highMicros)}`,
                    },
                  ]),
            ]
          : []),
        ...(planMicros === null ? [] : [{ label: "Plan", value: formatMicros(planMicros), compared: true }]),
      ]}
    >
      {spentMicros === null && !forecast ? "nothing is known of this day" : null}
    </ReadingLine>
  );
}

/** The month added up: what was spent, the pace from then on with its band, the plan and the budget. */
export function ForecastChart({ title, hint, buckets, budgetMicros, currency, timeZone }: Props) {
  // the forecast goes on from where spend stands
  const now = buckets.findLastIndex(({ spentMicros }) => spentMicros !== null);
  const ahead = (of: "micros" | "lowMicros" | "highMicros") =>
    buckets.map(({ spentMicros, forecast }, nth) =>
      units(nth === now ? spentMicros : (forecast?.[of] ?? null)),
    );
  const [low, high] = [ahead("lowMicros"), ahead("highMicros")];
  const hasBand = buckets.some(({ forecast }) => forecast !== null && forecast.lowMicros !== null);
  return (
    <TimeFigure
      title={title}
      hint={hint}
      // the crosshair rests on the end of the month
      buckets={buckets.map((bucket) => ({ ...bucket, isCurrent: false }))}
      markers={[]}
      timeZone={timeZone}
      table={{
        head: ["To", "Spent", "Forecast", "Low", "High", "Plan"],
        rows: buckets.map(({ start, label, isCurrent, planMicros, spentMicros, forecast }) => ({
          key: start,
          isCurrent,
          cells: [
            label,
            words(spentMicros) ?? "",
            words(forecast?.micros) ?? "",
            words(forecast?.lowMicros) ?? "",
            words(forecast?.highMicros) ?? "",
            words(planMicros) ?? "",
          ],
        })),
        csv: {
          head: ["day_start", "spent", "forecast", "low", "high", "plan", "currency"],
          rows: buckets.map(({ start, planMicros, spentMicros, forecast }) => [
            start,
            plain(spentMicros),
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
        return bucket && <Reading bucket={bucket} currency={currency} />;
      }}
    >
      {(active, width) => (
        <LinesPanel
          labels={buckets.map(({ label }) => label)}
          lines={[
            {
              key: "spent",
              colour: "var(--accent)",
              values: buckets.map(({ spentMicros }) => units(spentMicros)),
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
          target={
            budgetMicros === null
              ? undefined
              : { value: microsToUnits(budgetMicros), name: `Budget ${formatMicros(budgetMicros)}` }
          }
          height={HEIGHT}
          width={width}
          active={active}
          showTime
        />
      )}
    </TimeFigure>
  );
}
