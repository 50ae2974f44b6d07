"use client";

import type { ReactNode } from "react";
import { splitCurrent, toIndexed } from "@/lib/costs";
import { formatMicros, plainMicros } from "@/lib/kernel/money";
import type { GrowthBucket, GrowthOverSpend } from "./growth-over-spend";
import type { PanelLine } from "./line-panel";
import { LinesPanel } from "./panel";
import { ReadingLine } from "./reading-line";
import { type FigureTable, TimeFigure } from "./time-figure";

type Props = GrowthOverSpend & {
  title: string;
  hint?: ReactNode;
  /** The bucket that is 100. */
  baseAt: number;
  noteHref?: string;
};

const HEIGHT = 300;
const index = new Intl.NumberFormat("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const number = new Intl.NumberFormat("en");
const sum = (spend: GrowthBucket["spend"]) =>
  spend && spend.reduce((total, { micros }) => total + BigInt(micros), 0n);
const count = (value: number | undefined) => (value === undefined ? null : BigInt(value));

/** Each has its own dashes, and its name at its end: never colour alone. */
const series = [
  {
    key: "active",
    name: "Active users",
    colour: "var(--g-retained)",
    of: ({ users }: GrowthBucket) => count(users?.active),
  },
  {
    key: "new",
    name: "New users",
    colour: "var(--g-new)",
    dash: "7 3",
    of: ({ users }: GrowthBucket) => count(users?.new),
  },
  {
    key: "spend",
    name: "Spend",
    colour: "var(--s-plus)",
    width: 2.75,
    of: ({ spend }: GrowthBucket) => sum(spend),
  },
] as const;

const told = (values: readonly (number | null)[] | null | undefined, nth: number) => {
  const value = values?.[nth] ?? null;
  return value === null ? null : index.format(value);
};

function toLines({ buckets, comparison, baseAt }: Props) {
  return series.map((one) => ({
    ...one,
    values: buckets.map(one.of),
    indexed: toIndexed(buckets.map(one.of), baseAt, comparison ? comparison.map(one.of) : null),
  }));
}
type IndexLine = ReturnType<typeof toLines>[number];

function toPanelLines(lines: IndexLine[], current: number): PanelLine[] {
  return lines.flatMap(({ key, name, colour, indexed, ...look }): PanelLine[] => {
    if (!indexed.known) return [];
    const { over, soFar } = splitCurrent(indexed.points, current);
    const drawn = {
      colour,
      ...("dash" in look ? { dash: look.dash } : {}),
      ...("width" in look ? { width: look.width } : {}),
    };
    const isOpen = current >= 0 && (indexed.points[current] ?? null) !== null;
    return [
      ...(indexed.compared
        ? [{ key: `${key}-compared`, colour, dash: "1 4", opacity: 0.5, values: indexed.compared }]
        : []),
      { key, ...drawn, values: over, ...(isOpen ? {} : { name }) },
      ...(isOpen
        ? [{ key: `${key}-now`, ...drawn, dash: "1.5 2.5", values: soFar, name: `${name} so far` }]
        : []),
    ];
  });
}

function toTable(lines: IndexLine[], { buckets, currency }: Props): FigureTable {
  const points = (line: IndexLine, nth: number) =>
    line.indexed.known ? (line.indexed.points[nth] ?? null) : null;
  const inWords = ({ key, values }: IndexLine, nth: number) => {
    const value = values[nth] ?? null;
    if (value === null) return null;
    return key === "spend" ? formatMicros(value) : number.format(value);
  };
  const plain = ({ key, values }: IndexLine, nth: number) => {
    const value = values[nth] ?? null;
    if (value === null) return null;
    return key === "spend" ? plainMicros(value) : String(value);
  };
  const named = ({ key, name }: IndexLine) => (key === "spend" ? `${name}, ${currency}` : name);
  return {
    head: ["Bucket", ...lines.map(({ name }) => `${name}, index`), ...lines.map(named)],
    rows: buckets.map(({ start, label, isCurrent }, nth) => ({
      key: start,
      isCurrent,
      cells: [
        label,
        ...lines.map((line) =>
          line.indexed.known
            ? told(line.indexed.points, nth)
            : (line.values[nth] ?? null) === null
              ? null
              : "no base",
        ),
        ...lines.map((line) => inWords(line, nth)),
      ],
    })),
    csv: {
      head: ["start", "current", ...lines.map(({ name }) => `${name} index`), ...lines.map(named)],
      rows: buckets.map(({ start, isCurrent }, nth) => [
        start,
        isCurrent ? "so far" : "",
        ...lines.map((line) => points(line, nth)),
        ...lines.map((line) => plain(line, nth)),
      ]),
    },
  };
}

function Reading({
  lines,
  bucket,
  nth,
  hasComparison,
}: {
  lines: IndexLine[];
  bucket: GrowthBucket;
  nth: number;
  hasComparison: boolean;
}) {
  const known = lines.flatMap(({ name, colour, indexed }) =>
    indexed.known
      ? [{ name, colour, value: told(indexed.points, nth), compared: told(indexed.compared, nth) }]
      : [],
  );
  return (
    <ReadingLine
      title={bucket.label}
      items={known.map(({ name, colour, value, compared }) => ({
        label: name,
        value: `${value ?? "missing"}${value !== null && bucket.isCurrent ? " so far" : ""}${hasComparison && compared !== null ? ` (compared ${compared})` : ""}`,
        colour,
      }))}
    >
      {known.length === 0 ? "nothing can be told in shares of this day" : null}
    </ReadingLine>
  );
}

function noBase({ name, key, indexed }: IndexLine, base: string): string | null {
  if (indexed.known) return null;
  const why =
    indexed.reason === "missing"
      ? `nothing was received on ${base}`
      : key === "spend"
        ? `nothing was spent on ${base}`
        : `there were none on ${base}`;
  return `${name} have no line: ${why}, and nothing can be told in shares of nothing.`.replace(
    "Spend have",
    "Spend has",
  );
}

/** Users and spend as lines that are 100 on the same day, on one axis: which of them grows faster. */
export function IndexChart(props: Props) {
  const { title, hint, buckets, markers, timeZone, baseAt, comparison, noteHref } = props;
  const lines = toLines(props);
  const base = buckets[baseAt]?.label ?? "";
  const current = buckets.findIndex(({ isCurrent }) => isCurrent);
  const left = lines.flatMap((line) => noBase(line, base) ?? []);
  return (
    <TimeFigure
      title={title}
      hint={hint}
      buckets={buckets}
      markers={markers}
      timeZone={timeZone}
      noteHref={noteHref}
      table={toTable(lines, props)}
      reading={(active) => {
        const bucket = buckets[active];
        return (
          bucket && (
            <>
              <Reading lines={lines} bucket={bucket} nth={active} hasComparison={Boolean(comparison)} />
              {left.map((words) => (
                <p key={words} className="relative z-10 text-meta text-amber">
                  {words}
                </p>
              ))}
            </>
          )
        );
      }}
    >
      {(active, width) => (
        <LinesPanel
          labels={buckets.map(({ label }) => label)}
          lines={toPanelLines(lines, current)}
          target={{ value: 100, name: `100 = ${base}` }}
          height={HEIGHT}
          width={width}
          active={active}
          showTime
        />
      )}
    </TimeFigure>
  );
}
