"use client";

import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceDot,
  ReferenceLine,
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
type TickProps = { x?: number | string; y?: number | string; index?: number; payload?: { value: string } };

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
  const main = lines.find(({ values }) => (values[active] ?? null) !== null);
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
      {lines.map(({ key, colour, dash, width: stroke = 1.75 }) => (
        <Line
          key={key}
          dataKey={key}
          stroke={colour}
          strokeWidth={stroke}
          {...(dash ? { strokeDasharray: dash } : {})}
          type="linear"
          dot={false}
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
      {missing && (
        <text x={AXIS.left + 12} y={height - (showTime ? AXIS.time : 4) - 10} {...axisText}>
          {missing}
        </text>
      )}
    </ComposedChart>
  );
}
