"use client";

import { type PointerEvent, type ReactNode, useRef, useState } from "react";
import { arrowOf, describePath, type PathPoint, scaleOf, shadeOf, toPathPoints, toSteps } from "@/lib/costs";
import { formatMicros, microsToUnits, plainMicros } from "@/lib/kernel/money";
import { ticksFor } from "./axis";
import { ChartFrame, type FigureTable } from "./chart-frame";
import type { GrowthBucket, GrowthOverSpend } from "./growth-over-spend";
import { ReadingLine } from "./reading-line";
import { useWidth } from "./use-width";

type Props = Omit<GrowthOverSpend, "markers"> & { title: string; hint?: ReactNode; noteHref?: string };

const HEIGHT = 360;
const EDGE = { left: 56, right: 20, top: 26, bottom: 40 } as const;
const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const axisText = { fontSize: 11, fontFamily: "var(--font-sans)", fill: "var(--ink-3)" };
const halo = { stroke: "var(--surface)", strokeWidth: 3, paintOrder: "stroke" };

type Place = { x: number; y: number };
type Plane = {
  width: number;
  xTicks: number[];
  yTicks: number[];
  place: (point: PathPoint) => Place;
  xOf: (value: number) => number;
  yOf: (value: number) => number;
};

function toPlane(points: readonly PathPoint[], width: number): Plane {
  const mostUsers = Math.max(1, ...points.map(({ newUsers }) => newUsers));
  const mostSpend = Math.max(0.01, ...points.map(({ micros }) => microsToUnits(micros)));
  const xOf = scaleOf(mostUsers * 1.04, EDGE.left, width - EDGE.right);
  const yOf = scaleOf(mostSpend * 1.04, HEIGHT - EDGE.bottom, EDGE.top);
  return {
    width,
    // a narrow plane has no room for four numbers
    xTicks: ticksFor(mostUsers, 0, true).filter((_, nth) => width > 480 || nth % 2 === 0),
    yTicks: ticksFor(mostSpend, 0, false),
    place: ({ newUsers, micros }) => ({ x: xOf(newUsers), y: yOf(microsToUnits(micros)) }),
    xOf,
    yOf,
  };
}

function Axes({ plane: { width, xTicks, yTicks, xOf, yOf }, currency }: { plane: Plane; currency: string }) {
  const bottom = HEIGHT - EDGE.bottom;
  return (
    <g>
      {yTicks.map((tick) => (
        <g key={tick}>
          <line
            x1={EDGE.left}
            x2={width - EDGE.right}
            y1={yOf(tick)}
            y2={yOf(tick)}
            stroke={tick === 0 ? "var(--zero)" : "var(--grid)"}
          />
          <text {...axisText} x={EDGE.left - 6} y={yOf(tick) + 4} textAnchor="end">
            {number.format(tick)}
          </text>
        </g>
      ))}
      {xTicks.map((tick) => (
        <g key={tick}>
          <line
            x1={xOf(tick)}
            x2={xOf(tick)}
            y1={EDGE.top}
            y2={bottom}
            stroke={tick === 0 ? "var(--zero)" : "var(--grid)"}
          />
          <text {...axisText} x={xOf(tick)} y={bottom + 15} textAnchor="middle">
            {number.format(tick)}
          </text>
        </g>
      ))}
      <text {...axisText} fill="var(--ink-2)" x={4} y={14}>
        ↑ Spend, {currency}
      </text>
      <text {...axisText} fill="var(--ink-2)" x={width - EDGE.right} y={HEIGHT - 6} textAnchor="end">
        New users →
      </text>
    </g>
  );
}

/** The steps in order of time: later ones darker, each with an arrow; the step into a day that is not over is dotted. */
function Steps({ points, plane, current }: { points: PathPoint[]; plane: Plane; current: number }) {
  const steps = toSteps(points);
  return (
    <g>
      {steps.map(({ from, to }, nth) => {
        const [start, end] = [plane.place(from), plane.place(to)];
        const arrow = arrowOf(start, end);
        const opacity = shadeOf(nth, steps.length);
        return (
          <g key={to.nth} opacity={opacity}>
            <line
              x1={start.x}
              y1={start.y}
              x2={end.x}
              y2={end.y}
              stroke="var(--accent)"
              strokeWidth={1.75}
              strokeDasharray={to.nth === current ? "1.5 3" : undefined}
            />
            {arrow && (
              <path
                d="M-4,-4.5 L5,0 L-4,4.5 Z"
                fill="var(--accent)"
                transform={`translate(${arrow.x} ${arrow.y}) rotate(${arrow.degrees})`}
              />
            )}
          </g>
        );
      })}
    </g>
  );
}

function Compared({ points, plane }: { points: PathPoint[]; plane: Plane }) {
  return (
    <g>
      {toSteps(points).map(({ from, to }) => {
        const [start, end] = [plane.place(from), plane.place(to)];
        return (
          <line
            key={to.nth}
            x1={start.x}
            y1={start.y}
            x2={end.x}
            y2={end.y}
            stroke="var(--compare)"
            strokeWidth={1.5}
            strokeDasharray="1 4"
            strokeLinecap="round"
          />
        );
      })}
    </g>
  );
}

/** The days: the first and the last have their names, the one under the crosshair a ring. */
function Days({
  points,
  plane,
  buckets,
  active,
}: {
  points: PathPoint[];
  plane: Plane;
  buckets: GrowthBucket[];
  active: number;
}) {
  const ends = [points[0], points.at(-1)];
  return (
    <g>
      {points.map((point) => {
        const { x, y } = plane.place(point);
        const isOpen = buckets[point.nth]?.isCurrent;
        return (
          <circle
            key={point.nth}
            cx={x}
            cy={y}
            r={point.nth === active ? 6 : 3}
            fill={isOpen ? "var(--surface)" : "var(--accent)"}
            stroke={point.nth === active ? "var(--ink)" : isOpen ? "var(--accent)" : "var(--surface)"}
            strokeWidth={point.nth === active ? 2 : 1}
            strokeDasharray={isOpen && point.nth !== active ? "1.5 1.5" : undefined}
          />
        );
      })}
      {ends.map((point, nth) => {
        if (!point || (nth === 1 && point === ends[0])) return null;
        const { x, y } = plane.place(point);
        const bucket = buckets[point.nth];
        const isRight = x > plane.width * 0.6;
        return (
          <text
            key={point.nth}
            {...axisText}
            {...halo}
            fill="var(--ink)"
            fontWeight={600}
            x={x + (isRight ? -9 : 9)}
            y={Math.max(EDGE.top + 8, y + (nth === 0 ? 14 : -7))}
            textAnchor={isRight ? "end" : "start"}
          >
            {bucket?.label}
            {bucket?.isCurrent ? " so far" : ""}
          </text>
        );
      })}
    </g>
  );
}

function toTable({ buckets, currency }: Props, points: PathPoint[]): FigureTable {
  const byBucket = new Map(points.map((point) => [point.nth, point]));
  const of = (nth: number) => byBucket.get(nth);
  return {
    head: ["Day", "New users", `Spend, ${currency}`],
    rows: buckets.map(({ start, label, isCurrent }, nth) => {
      const point = of(nth);
      return {
        key: start,
        isCurrent,
        cells: [
          label,
          point ? number.format(point.newUsers) : null,
          point ? formatMicros(point.micros) : null,
        ],
      };
    }),
    csv: {
      head: ["start", "current", "new", `spend ${currency}`],
      rows: buckets.map(({ start, isCurrent }, nth) => {
        const point = of(nth);
        return [
          start,
          isCurrent ? "so far" : "",
          point ? point.newUsers : null,
          point ? plainMicros(point.micros) : null,
        ];
      }),
    },
  };
}

/** The known day nearest to a place on the plane. */
function nearest(points: PathPoint[], plane: Plane, at: Place): number {
  const far = (point: PathPoint) => {
    const { x, y } = plane.place(point);
    return Math.hypot(x - at.x, y - at.y);
  };
  return points.reduce((best, one) => (far(one) < far(best) ? one : best)).nth;
}

/** New users against spend, a point a day, connected in order of time. For who likes to read such a thing. */
export function PathChart(props: Props) {
  const { title, hint, buckets, comparison, currency, timeZone, noteHref } = props;
  const plot = useRef<HTMLDivElement>(null);
  const width = useWidth(plot);
  const points = toPathPoints(buckets);
  const compared = comparison ? toPathPoints(comparison) : [];
  const plane = toPlane([...points, ...compared], width);
  const [pointed, setPointed] = useState<number | null>(null);
  const active = points.find(({ nth }) => nth === pointed) ?? points.at(-1);
  const bucket = active && buckets[active.nth];
  const say = ({ nth, newUsers, micros }: PathPoint) =>
    `${buckets[nth]?.label}${buckets[nth]?.isCurrent ? " so far" : ""} (${number.format(newUsers)} new, ${currency} ${formatMicros(micros)})`;
  const words = describePath(points, say);

  function point({ clientX, clientY, currentTarget }: PointerEvent<HTMLDivElement>) {
    if (points.length === 0) return;
    const { left, top } = currentTarget.getBoundingClientRect();
    setPointed(nearest(points, plane, { x: clientX - left, y: clientY - top }));
  }

  return (
    <ChartFrame title={title} hint={hint} table={() => toTable(props, points)} noteHref={noteHref}>
      {active && bucket && (
        <ReadingLine
          title={bucket.label}
          items={[
            {
              label: "New users",
              value: `${number.format(active.newUsers)}${bucket.isCurrent ? " so far" : ""}`,
            },
            {
              label: `Spend, ${currency}`,
              value: `${formatMicros(active.micros)}${bucket.isCurrent ? " so far" : ""}`,
            },
            ...(compared.length > 0 ? [{ label: "Compared", value: "dotted", compared: true }] : []),
          ]}
        />
      )}
      <div
        ref={plot}
        data-plot
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setPointed(null)}
        className="relative mt-1 touch-pan-y rounded-control has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-accent"
      >
        <svg
          role="img"
          aria-label={`${title}. ${words ?? "Nothing is known of these days."}`}
          className="recharts-surface block"
          width={width}
          height={HEIGHT}
          viewBox={`0 0 ${width} ${HEIGHT}`}
        >
          <Axes plane={plane} currency={currency} />
          <Compared points={compared} plane={plane} />
          <Steps points={points} plane={plane} current={buckets.findIndex(({ isCurrent }) => isCurrent)} />
          <Days points={points} plane={plane} buckets={buckets} active={active?.nth ?? -1} />
        </svg>
        <input
          type="range"
          min={0}
          max={Math.max(0, points.length - 1)}
          step={1}
          value={active ? points.indexOf(active) : 0}
          aria-label={`${title}: day`}
          aria-valuetext={active ? say(active) : ""}
          onChange={(event) => setPointed(points[Number(event.target.value)]?.nth ?? null)}
          onBlur={() => setPointed(null)}
          className="sr-only"
        />
      </div>
      <p className="mt-1 text-meta text-ink-2">
        {words} <span className="text-ink-3">{timeZone}</span>
      </p>
    </ChartFrame>
  );
}
