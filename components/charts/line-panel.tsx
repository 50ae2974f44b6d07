"use client";

import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceDot,
  ReferenceLine,
  usePlotArea,
  XAxis,
  YAxis,
} from "recharts";
import { AXIS, labelEvery, ticksFor } from "./axis";

export type PanelLine = {
  key: string;
  /** A CSS colour, a variable of the theme. */
  colour: string;
  /** As SVG takes it; none is a solid line. */
  dash?: string;
  width?: number;
  /** From 0 to 1; what is compared with is pale. */
  opacity?: number;
  /** Stands at the end of the line. */
  name?: string;
  /** By bucket, in units of the axis; null is a gap. */
  values: (number | null)[];
};

export type LinePanelProps = {
  labels: string[];
  lines: PanelLine[];
  /** Between which values it lies, by bucket. */
  band?: { colour: string; values: ([low: number, high: number] | null)[] };
  /** A level to keep to, with its name on it. */
  target?: { value: number; name: string } | undefined;
  /** A word where nothing can be drawn. */
  missing?: string | undefined;
  height: number;
  width: number;
  active: number;
  /** Whether the time axis stands below this panel; the lowest has it. */
  showTime: boolean;
};

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const axisText = { fontSize: 11, fontFamily: "var(--font-sans)", fill: "var(--ink-3)" };

type Row = { label: string; band: [number, number] | null } & Record<string, unknown>;
type DotProps = { cx?: number; cy?: number; index?: number };
type TickProps = { x?: number | string; y?: number | string; index?: number; payload?: { value: string } };

/** A value between two gaps has no line: it is a dot. */
function LoneDot({
  cx,
  cy,
  index = 0,
  values,
  fill,
}: DotProps & { values: PanelLine["values"]; fill: string }) {
  const known = (nth: number) => (values[nth] ?? null) !== null;
  if (!known(index) || known(index - 1) || known(index + 1)) return null;
  return <circle cx={cx} cy={cy} r={2} fill={fill} />;
}

const LETTER = 6;
const NAME_ROW = 13;

/** Names at the ends of their lines, pushed apart where the lines end together. */
function EndNames({ lines, top }: { lines: PanelLine[]; top: number }) {
  const plot = usePlotArea();
  if (!plot) return null;
  const ends = lines
    .flatMap(({ name, colour, values }) => {
      const last = values.findLastIndex((value) => value !== null);
      const value = values[last] ?? null;
      if (!name || value === null) return [];
      const x = plot.x + ((last + 0.5) / values.length) * plot.width;
      return [{ name, colour, x, y: plot.y + plot.height * (1 - value / top) - 7 }];
    })
    .sort((a, b) => b.y - a.y);
  let lowest = plot.y + plot.height - 4;
  return (
    <g>
      {ends.map(({ name, colour, x, y }) => {
        const at = Math.max(plot.y + 8, Math.min(y, lowest));
        lowest = at - NAME_ROW;
        return (
          <text
            key={name}
            {...axisText}
            x={Math.max(x, plot.x + name.length * LETTER)}
            y={at}
            textAnchor="end"
            fontWeight={600}
            fill={colour}
            stroke="var(--surface)"
            strokeWidth={3}
            paintOrder="stroke"
          >
            {name}
          </text>
        );
      })}
    </g>
  );
}

/** Lines over the same buckets as the bars above them, each with its interval as a band. Sizes are given. */
export function LinePanel({
  labels,
  lines,
  band,
  target,
  missing,
  height,
  width,
  active,
  showTime,
}: LinePanelProps) {
  const rows = labels.map(
    (label, nth): Row => ({
      label,
      band: band?.values[nth] ?? null,
      ...Object.fromEntries(lines.map(({ key, values }) => [key, values[nth] ?? null])),
    }),
  );
  const known = [
    ...lines.flatMap(({ values }) => values.filter((value) => value !== null)),
    ...(band?.values.flatMap((value) => value ?? []) ?? []),
    ...(target ? [target.value] : []),
  ];
  const top = Math.max(0.01, ...known);
  const every = labelEvery(labels.length, width);
  const main = lines.find(
    ({ opacity, values }) => opacity === undefined && (values[active] ?? null) !== null,
  );
  const here = main?.values[active] ?? null;

  function timeTick({ x = 0, y = 0, index = 0, payload }: TickProps) {
    const near = Math.abs(index - active) < every;
    if (index !== active && (index % every !== 0 || (near && every > 1))) return <g />;
    return (
      <text
        {...axisText}
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
    <ComposedChart
      width={width}
      height={height}
      data={rows}
      accessibilityLayer={false}
      margin={{ top: AXIS.top, right: AXIS.right, bottom: showTime ? 0 : 4, left: 0 }}
      style={{ pointerEvents: "none" }}
    >
      <CartesianGrid vertical={false} stroke="var(--grid)" syncWithTicks />
      <XAxis
        dataKey="label"
        scale="band"
        hide={!showTime}
        height={showTime ? AXIS.time : 0}
        interval={0}
        axisLine={false}
        tickLine={false}
        tick={timeTick}
      />
      <YAxis
        width={AXIS.left}
        domain={[0, top * 1.06]}
        ticks={ticksFor(top, 0, false)}
        allowDataOverflow
        axisLine={false}
        tickLine={false}
        tick={axisText}
        tickMargin={4}
        tickFormatter={(tick: number) => number.format(tick)}
      />
      {band && (
        <Area
          dataKey="band"
          stroke="none"
          fill={band.colour}
          fillOpacity={0.14}
          isAnimationActive={false}
          activeDot={false}
        />
      )}
      <ReferenceLine y={0} stroke="var(--zero)" />
      {target && (
        <ReferenceLine
          y={target.value}
          stroke="var(--ink-2)"
          strokeDasharray="5 3"
          label={{
            value: target.name,
            position: "insideTopLeft",
            ...axisText,
            fill: "var(--ink-2)",
            offset: 4,
          }}
        />
      )}
      {lines.map(({ key, colour, dash, opacity = 1, width: stroke = 1.75, values }) => (
        <Line
          key={key}
          dataKey={key}
          stroke={colour}
          strokeWidth={stroke}
          strokeOpacity={opacity}
          {...(dash ? { strokeDasharray: dash } : {})}
          type="linear"
          dot={({ cx, cy, index }: DotProps) => (
            <LoneDot key={index} {...{ cx, cy, index }} values={values} fill={colour} />
          )}
          activeDot={false}
          connectNulls={false}
          isAnimationActive={false}
        />
      ))}
      {here !== null && main && (
        <ReferenceDot
          x={labels[active] ?? ""}
          y={here}
          r={3.5}
          fill={main.colour}
          stroke="var(--surface)"
          strokeWidth={1.5}
        />
      )}
      <EndNames lines={lines} top={top * 1.06} />
      {missing && (
        <text x={AXIS.left + 12} y={height - (showTime ? AXIS.time : 4) - 10} {...axisText}>
          {missing}
        </text>
      )}
    </ComposedChart>
  );
}
