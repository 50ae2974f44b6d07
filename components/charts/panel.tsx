"use client";

import dynamic from "next/dynamic";
import { memo } from "react";
import type { LinePanelProps } from "./line-panel";
import type { StackedPanelProps } from "./stacked-panel";

// recharts draws in the browser only; it comes when a chart is on the page, and the place is held until then
const Bars = dynamic(() => import("./stacked-panel").then((module) => module.StackedPanel), { ssr: false });
const Lines = dynamic(() => import("./line-panel").then((module) => module.LinePanel), { ssr: false });

/** A page reads itself again each second of a busy day; drawing what has not changed would be most of its work. */
const drawsTheSame = (before: object, after: object) => JSON.stringify(before) === JSON.stringify(after);

/** A panel of stacked bars in its own size from the first paint on. Decoration: the table beside it tells the same. */
export const Panel = memo(function Panel(props: StackedPanelProps) {
  return (
    <div aria-hidden style={{ height: props.height }} className="overflow-hidden">
      <Bars {...props} />
    </div>
  );
}, drawsTheSame);

/** A panel of lines, in the same way. */
export const LinesPanel = memo(function LinesPanel(props: LinePanelProps) {
  return (
    <div aria-hidden style={{ height: props.height }} className="overflow-hidden">
      <Lines {...props} />
    </div>
  );
}, drawsTheSame);
