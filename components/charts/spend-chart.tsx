"use client";

import type { ReactNode } from "react";
import { formatMicros, microsToUnits, plainMicros } from "@/lib/kernel/money";
import type { GrowthBucket, TimeMarker } from "./growth-over-spend";
import { LinesPanel, Panel } from "./panel";
import { ReadingLine } from "./reading-line";
import { type SpendSeries, toSpendSeries } from "./spend-series";
import type { PanelRow } from "./stacked-panel";
import { type FigureTable, TimeFigure } from "./time-figure";

/** What one more user costs as of a bucket; null: it cannot be told. */
export type UnitPoint = { micros: string; lowMicros: string; highMicros: string } | null;

type Props = {
  title: string;
  hint?: ReactNode;
  /** By the groups that `spend` names. */
  buckets: GrowthBucket[];
  /** The series in an order of their own; without it those that cost most. */
  layers?: readonly SpendSeries[] | undefined;
  markers: TimeMarker[];
  currency: string;
  timeZone: string;
  noteHref?: string | undefined;
  /** Bucket by bucket what spend is held against, in micros, and its name. */
  against?: { name: string; micros: (string | null)[] } | undefined;
  /** A second panel on the same axis. */
  unit?:
    | { title: string; points: UnitPoint[]; targetMicros: string | null; missing: string | null }
    | undefined;
  /** Where the rows stand that a bucket sums: of one of the series, or all of it. */
  rowsHref?: (bucket: number, series: readonly string[], one: number | null) => string | undefined;
};

const SPEND_HEIGHT = 190;
const UNIT_HEIGHT = 130;

const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
const units = (micros: string | null) => (micros === null ? null : microsToUnits(micros));
function toTable({ buckets, layers, currency, against, unit, rowsHref }: Props): FigureTable {
  const { series, rows } = toSpendSeries(buckets, layers);
  const cells = (row: bigint[] | null, format: (micros: bigint) => string) =>
    row ? [...row.map(format), format(sum(row))] : [...series.map(() => null), null];
  const extra = (nth: number, format: (micros: bigint) => string) => [
    ...(against ? [against.micros[nth] ?? null].map((micros) => micros && format(BigInt(micros))) : []),
    ...(unit ? [unit.points[nth]?.micros ?? null].map((micros) => micros && format(BigInt(micros))) : []),
  ];
  const words = (micros: bigint) => formatMicros(micros);
  const known = rows.filter((row) => row !== null);
  const totals = series.map((_, index) => sum(known.map((row) => row[index] ?? 0n)));
  const names = [
    ...series.map(({ name }) => name),
    "Spend",
    ...(against ? [against.name] : []),
    ...(unit ? [unit.title] : []),
  ];
  const heads = names.map((name) => `${name}, ${currency}`);
  return {
    head: ["Bucket", ...heads],
    rows: buckets.map(({ start, label, isCurrent }, nth) => ({
      key: start,
      isCurrent,
      cells: [label, ...cells(rows[nth] ?? null, words), ...extra(nth, words).map((cell) => cell ?? "–")],
      ...(rowsHref && {
        links: [
          undefined,
          ...[...series.keys(), null].map((one) =>
            rowsHref(
              nth,
              series.map(({ name }) => name),
              one,
            ),
          ),
        ],
      }),
    })),
    total: [
      "In all",
      ...totals.map(words),
      words(sum(totals)),
      // what a day may cost adds up, what one more user costs does not
      ...(against
        ? [words(sum(against.micros.flatMap((micros) => (micros === null ? [] : [BigInt(micros)]))))]
        : []),
      ...(unit ? [""] : []),
    ],
    csv: {
      head: ["start", "current", ...heads],
      rows: buckets.map(({ start, isCurrent }, nth) => [
        start,
        isCurrent ? "so far" : "",
        ...cells(rows[nth] ?? null, plainMicros),
        ...extra(nth, plainMicros),
      ]),
    },
  };
}

function SpendReading({ buckets, layers, currency, against, active }: Props & { active: number }) {
  const bucket = buckets[active];
  const { series, rows } = toSpendSeries(buckets, layers);
  const row = rows[active];
  if (!bucket) return null;
  const title = `Spend, ${currency} · ${bucket.label}`;
  if (!row)
    return (
      <ReadingLine title={title} items={[]}>
        missing: nothing was received
      </ReadingLine>
    );
  const held = against?.micros[active] ?? null;
  return (
    <ReadingLine
      title={title}
      items={[
        { label: "In all", value: `${formatMicros(sum(row))}${bucket.isCurrent ? " so far" : ""}` },
        ...series
          .map(({ name, colour }, index) => ({ label: name, value: formatMicros(row[index] ?? 0n), colour }))
          .toReversed(),
        ...(against && held !== null
          ? [{ label: against.name, value: formatMicros(held), compared: true }]
          : []),
      ]}
    />
  );
}

function UnitReading({
  unit,
  currency,
  active,
}: {
  unit: NonNullable<Props["unit"]>;
  currency: string;
  active: number;
}) {
  const point = unit.points[active] ?? null;
  return (
    <ReadingLine
      title={`${unit.title}, ${currency}`}
      items={[
        ...(point
          ? [
              { label: "", value: formatMicros(point.micros), colour: "var(--accent)" },
              {
                label: "90 % interval",
                value: `${formatMicros(point.lowMicros)}–${formatMicros(point.highMicros)}`,
              },
            ]
          : []),
        ...(unit.targetMicros === null ? [] : [{ label: "Target", value: formatMicros(unit.targetMicros) }]),
      ]}
    >
      {point ? null : "cannot be told for this day"}
    </ReadingLine>
  );
}

/** Spend over time, and below it what one more user costs, on one axis with one crosshair. */
export function SpendChart(props: Props) {
  const { title, hint, buckets, layers, markers, currency, timeZone, noteHref, against, unit } = props;
  const { series, rows } = toSpendSeries(buckets, layers);
  const spendRows: PanelRow[] = buckets.map(({ label, isCurrent }, nth) => {
    const row = rows[nth];
    return {
      label,
      isCurrent,
      values: row
        ? Object.fromEntries(series.map(({ key }, at) => [key, microsToUnits(row[at] ?? 0n)]))
        : null,
    };
  });
  return (
    <TimeFigure
      title={title}
      hint={hint}
      buckets={buckets}
      markers={markers}
      timeZone={timeZone}
      noteHref={noteHref}
      table={toTable(props)}
      reading={(active) => <SpendReading {...props} active={active} />}
    >
      {(active, width) => (
        <>
          <Panel
            rows={spendRows}
            series={series}
            height={SPEND_HEIGHT}
            width={width}
            active={active}
            showTime={!unit}
            whole={false}
            comparison={against?.micros.map(units)}
          />
          {unit && (
            <>
              <UnitReading unit={unit} currency={currency} active={active} />
              <LinesPanel
                labels={buckets.map(({ label }) => label)}
                lines={[
                  {
                    key: "unit",
                    colour: "var(--accent)",
                    values: unit.points.map((point) => units(point?.micros ?? null)),
                  },
                ]}
                band={{
                  colour: "var(--accent)",
                  values: unit.points.map(
                    (point) => point && [microsToUnits(point.lowMicros), microsToUnits(point.highMicros)],
                  ),
                }}
                target={
                  unit.targetMicros === null
                    ? undefined
                    : {
                        value: microsToUnits(unit.targetMicros),
                        name: `Target ${formatMicros(unit.targetMicros)}`,
                      }
                }
                missing={unit.missing ?? undefined}
                height={UNIT_HEIGHT}
                width={width}
                active={active}
                showTime
              />
            </>
          )}
        </>
      )}
    </TimeFigure>
  );
}
