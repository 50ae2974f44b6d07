"use client";

import {
  Bar,
  BarChart,
  type BarShapeProps,
  CartesianGrid,
  ReferenceLine,
  usePlotArea,
  XAxis,
  YAxis,
} from "recharts";
import { AXIS, labelEvery, ticksFor } from "./axis";

export type PanelSeries = {
  key: string;
  /** A CSS colour, a variable of the theme. */
  colour: string;
};

export type PanelRow = {
  label: string;
  isCurrent: boolean;
  /** By series, in units of the axis; negative is drawn down. null: missing, a gap. */
  values: Record<string, number> | null;
};

export type StackedPanelProps = {
  rows: PanelRow[];
  /** Bottom first. */
  series: PanelSeries[];
  height: number;
  width: number;
  active: number;
  /** Whether the time axis stands below this panel; the lowest has it. */
  showTime: boolean;
  /** Whether counts cannot be parts. */
  whole: boolean;
  /** What each bucket is compared with, in units of the axis. */
  comparison?: (number | null)[] | undefined;
};

/** About how wide "so far" is, in pixels. */
const WORDS = 34;
const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const axisText = { fontSize: 11, fontFamily: "var(--font-sans)", fill: "var(--ink-3)" };

const sumOf = (row: PanelRow, sign: 1 | -1) =>
  Object.values(row.values ?? {}).reduce((sum, value) => sum + Math.max(0, value * sign), 0);

/** A segment; a pixel of light lies between two. The current bucket is pale with a dotted edge. */
function Segment({ x, y, width, height, fill, payload }: BarShapeProps) {
  const tall = Math.abs(height);
  if (tall === 0) return <g />;
  const top = Math.min(y, y + height);
  const gap = tall > 2 ? 1 : 0;
  const box = { x, y: height < 0 ? top + gap : top, width, height: tall - gap, fill };
  if (!(payload as PanelRow).isCurrent) return <rect {...box} />;
  return <rect {...box} fillOpacity={0.28} stroke={fill} strokeWidth={1.25} strokeDasharray="1.5 2" />;
}

/** Runs of missing buckets as [first, after the last]. */
function gapsIn(rows: PanelRow[]): [number, number][] {
  const gaps: [number, number][] = [];
  rows.forEach((row, index) => {
    if (row.values) return;
    const last = gaps.at(-1);
    if (last && last[1] === index) last[1] = index + 1;
    else gaps.push([index, index + 1]);
  });
  return gaps;
}

type LayerProps = Pick<StackedPanelProps, "rows" | "comparison"> & { low: number; high: number };

/** What stands beside the bars: gaps with a word, what is compared with, and "so far". */
function Beside({ rows, comparison, low, high }: LayerProps) {
  const plot = usePlotArea();
  if (!plot) return null;
  const step = plot.width / rows.length;
  const xOf = (index: number) => plot.x + index * step;
  const yOf = (value: number) => plot.y + plot.height * (1 - (value - low) / (high - low));
  const now = rows.findIndex((row) => row.isCurrent);
  const current = rows[now];
  // narrow bars: the words stand above as many as they cover
  const covered = Math.max(1, Math.ceil(WORDS / step));
  const isNarrow = covered > 1;
  const top = Math.max(...rows.slice(Math.max(0, now - covered + 1), now + 1).map((row) => sumOf(row, 1)), 0);
  return (
    <g>
      {gapsIn(rows).map(([from, to]) => (
        <g key={from}>
          <rect
            x={xOf(from) + 2}
            y={yOf(high * 0.7)}
            width={Math.max(0, xOf(to) - xOf(from) - 4)}
            height={yOf(0) - yOf(high * 0.7)}
            fill="none"
            stroke="var(--control)"
            strokeDasharray="2 3"
          />
          {xOf(to) - xOf(from) > 44 && (
            <text
              {...axisText}
              fill="var(--ink-2)"
              x={(xOf(from) + xOf(to)) / 2}
              y={yOf(high * 0.35) + 4}
              textAnchor="middle"
            >
              missing
            </text>
          )}
        </g>
      ))}
      {comparison?.map((value, index) =>
        value === null || index >= rows.length ? null : (
          <line
            // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its place
            key={index}
            x1={xOf(index) + 1}
            x2={xOf(index + 1) - 1}
            y1={yOf(value)}
            y2={yOf(value)}
            stroke="var(--compare)"
            strokeWidth={1.5}
            strokeDasharray="1 4"
            strokeLinecap="round"
          />
        ),
      )}
      {current?.values && (
        <text
          {...axisText}
          fill="var(--ink-2)"
          x={isNarrow ? xOf(now + 1) : xOf(now) + step / 2}
          y={Math.max(yOf(top) - 6, plot.y + 8)}
          textAnchor={isNarrow ? "end" : "middle"}
          stroke="var(--surface)"
          strokeWidth={3}
          paintOrder="stroke"
        >
          so far
        </text>
      )}
    </g>
  );
}

type TickProps = { x?: number | string; y?: number | string; index?: number; payload?: { value: string } };

/** Bars on top of each other, churned and the like below zero. Sizes are given, so that nothing moves when it comes. */
export function StackedPanel(props: StackedPanelProps) {
  const { rows, series, height, width, active, showTime, whole, comparison } = props;
  const compared = (comparison ?? []).filter((value) => value !== null);
  const up = Math.max(...rows.map((row) => sumOf(row, 1)), ...compared, whole ? 1 : 0.01);
  const down = Math.max(...rows.map((row) => sumOf(row, -1)), 0);
  const low = -down * 1.04;
  const high = up * 1.04;
  const ticks = ticksFor(up, down, whole);
  const every = labelEvery(rows.length, width);

  function timeTick({ x = 0, y = 0, index = 0, payload }: TickProps) {
    const near = Math.abs(index - active) < every;
    if (index !== active && (index % every !== 0 || (near && every > 1))) return <g />;
    return (
      <text
        {...axisText}
        // the first and the last stay whole
        x={Math.min(Math.max(Number(x), 18), width - 18)}
        y={Number(y) + 12}
        textAnchor="middle"
        {...(index === active ? { fill: "var(--ink)", fontWeight: 600 } : {})}
      >
        {payload?.value}
      </text>
    );
  }

  return (
    <BarChart
      width={width}
      height={height}
      data={rows}
      stackOffset="sign"
      barCategoryGap="18%"
      accessibilityLayer={false}
      margin={{ top: AXIS.top, right: AXIS.right, bottom: showTime ? 0 : 4, left: 0 }}
      style={{ pointerEvents: "none" }}
    >
      <CartesianGrid vertical={false} stroke="var(--grid)" syncWithTicks />
      <XAxis
        dataKey="label"
        hide={!showTime}
        height={showTime ? AXIS.time : 0}
        interval={0}
        axisLine={false}
        tickLine={false}
        tick={timeTick}
      />
      <YAxis
        width={AXIS.left}
        domain={[low, high]}
        ticks={ticks}
        allowDataOverflow
        axisLine={false}
        tickLine={false}
        tick={axisText}
        tickMargin={4}
        tickFormatter={(tick: number) => number.format(Math.abs(tick))}
      />
      {series.map(({ key, colour }) => (
        <Bar
          key={key}
          dataKey={(row: PanelRow) => row.values?.[key] ?? null}
          name={key}
          stackId="all"
          fill={colour}
          shape={Segment}
          isAnimationActive={false}
        />
      ))}
      <ReferenceLine y={0} stroke="var(--zero)" />
      <Beside rows={rows} comparison={comparison} low={low} high={high} />
    </BarChart>
  );
}
