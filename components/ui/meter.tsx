import { cn } from "./cn";

type Props = {
  /** What it measures, for screen readers: "Coupons issued". */
  label: string;
  /** Shares of the whole, 0–1; more is drawn as full. */
  used: number;
  /** Behind `used`: issued and may follow. */
  open?: number;
  /** Where the time stands. Left of the fill: faster than time. */
  time?: number | undefined;
  amber?: boolean;
  className?: string;
};

const share = (value: number) => `${(Math.min(1, Math.max(0, value)) * 100).toFixed(2)}%`;

/** Burn bar: solid is used, striped may follow, the ink tick is time used. Its numbers stand above it, in words. */
export function Meter({ label, used, open = 0, time, amber = false, className }: Props) {
  const percent = Math.round(Math.min(1, Math.max(0, used)) * 100);
  const tell =
    time === undefined ? "" : `, ${Math.round(Math.min(1, Math.max(0, time)) * 100)} % of the time`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a native meter has one bar, this one three parts
    <span
      role="meter"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={`${percent} %${tell}`}
      className={cn(
        "relative block h-1.5 rounded-full bg-sunken shadow-[inset_0_0_0_1px_var(--line)]",
        className,
      )}
    >
      {open > 0 && (
        <i
          aria-hidden
          style={{ width: share(used + open) }}
          className="absolute inset-y-0 left-0 rounded-full bg-[repeating-linear-gradient(115deg,color-mix(in_srgb,var(--accent)_55%,transparent)_0_2px,transparent_2px_4px)]"
        />
      )}
      <i
        aria-hidden
        style={{ width: share(used) }}
        className={cn("absolute inset-y-0 left-0 rounded-full", amber ? "bg-amber-solid" : "bg-accent")}
      />
      {time !== undefined && (
        <i
          aria-hidden
          style={{ left: share(time) }}
          className="absolute -inset-y-1 -ml-px w-0.5 rounded-full bg-ink"
        />
      )}
    </span>
  );
}
