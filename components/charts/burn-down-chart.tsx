"use client";

import { PlanChart, type PlanChartProps } from "./plan-chart";

const HEIGHT = 220;
const words = {
  day: "After",
  reading: (label: string) => `Left after ${label}`,
  actual: "Left",
  column: "left",
};

/** What is left of a budget against its days: the line as planned, what is left, and where it leads. */
export function BurnDownChart(props: PlanChartProps) {
  return <PlanChart {...props} height={HEIGHT} words={words} restsOnToday />;
}
