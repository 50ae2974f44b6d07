"use client";

import { formatMicros, microsToUnits } from "@/lib/kernel/money";
import { PlanChart, type PlanChartProps } from "./plan-chart";

const HEIGHT = 268;
const words = { day: "To", reading: (label: string) => `To ${label}`, actual: "Spent", column: "spent" };

/** The month added up: what was spent, the pace from then on with its band, the plan and the budget. */
export function ForecastChart({ budgetMicros, ...props }: PlanChartProps & { budgetMicros: string | null }) {
  return (
    <PlanChart
      {...props}
      height={HEIGHT}
      words={words}
      target={
        budgetMicros === null
          ? undefined
          : { value: microsToUnits(budgetMicros), name: `Budget ${formatMicros(budgetMicros)}` }
      }
    />
  );
}
