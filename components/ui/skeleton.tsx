import { cn } from "./cn";

/** A grey place holder: give it the size of what will stand there, so that nothing jumps. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block rounded-control bg-sunken", className)} />;
}

const heights = [10, 14, 18, 22, 30, 36, 44, 38, 56, 72, 80, 92, 100, 94];

/** A chart on its way, in the chart's own size. */
export function ChartSkeleton({ className }: { className?: string }) {
  return (
    <div
      role="status"
      aria-label="Loading the chart"
      className={cn("flex h-40 items-end gap-2.5 border-b border-line", className)}
    >
      {heights.map((height) => (
        <i
          key={height}
          aria-hidden
          style={{ height: `${height}%` }}
          className="flex-1 rounded-t-[3px] bg-sunken"
        />
      ))}
    </div>
  );
}
