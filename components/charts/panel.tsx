"use client";

import dynamic from "next/dynamic";
import type { StackedPanelProps } from "./stacked-panel";

// recharts draws in the browser only; it comes when a chart is on the page, and the place is held until then
const Drawn = dynamic(() => import("./stacked-panel").then((module) => module.StackedPanel), { ssr: false });

/** A panel of stacked bars in its own size from the first paint on. Decoration: the table beside it tells the same. */
export function Panel(props: StackedPanelProps) {
  return (
    <div aria-hidden style={{ height: props.height }} className="overflow-hidden">
      <Drawn {...props} />
    </div>
  );
}
