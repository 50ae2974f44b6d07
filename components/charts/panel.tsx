"use client";

import dynamic from "next/dynamic";
import type { LinePanelProps } from "./line-panel";
import type { StackedPanelProps } from "./stacked-panel";

// recharts draws in the browser only; it comes when a chart is on the page, and the place is held until then
const Bars = dynamic(() => import("./stacked-panel").then((module) => module.StackedPanel), { ssr: false });
const Lines = dynamic(() => import("./line-panel").then((module) => module.LinePanel), { ssr: false });

/** A panel of stacked bars in its own size from the first paint on. Decoration: the table beside it tells the same. */
export function Panel(props: StackedPanelProps) {
  return (
    <div aria-hidden style={{ height: props.height }} className="overflow-hidden">
      <Bars {...props} />
    </div>
  );
}

/** A panel of lines, in the same way. */
export function LinesPanel(props: LinePanelProps) {
  return (
    <div aria-hidden style={{ height: props.height }} className="overflow-hidden">
      <Lines {...props} />
    </div>
  );
}
