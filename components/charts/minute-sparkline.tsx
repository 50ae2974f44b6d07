type Props = {
  /** Coupons in each minute, oldest first; null where it is not known. */
  counts: (number | null)[];
  label?: string;
  paused?: boolean;
  className?: string;
};

const HEIGHT = 20;
const STEP = 4;
const FLOOR = 2;

/** Small bars, one a minute, as in the header: a zero is a dot on the line, the unknown is a gap. */
export function MinuteSparkline({ counts, label, paused = false, className }: Props) {
  const most = Math.max(1, ...counts.map((count) => count ?? 0));
  const width = counts.length * STEP - 1;
  const total = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return (
    <svg
      role="img"
      aria-label={label ?? `${total} coupons in the last ${counts.length} minutes`}
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      className={className}
    >
      {counts.map((count, minute) => {
        if (count === null) return null;
        const tall = count === 0 ? FLOOR : Math.max(FLOOR + 2, Math.round((count / most) * (HEIGHT - 2)));
        const colour = count === 0 ? (paused ? "var(--amber-solid)" : "var(--line-strong)") : "var(--accent)";
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a minute is its place
            key={minute}
            x={minute * STEP}
            y={HEIGHT - tall}
            width={3}
            height={tall}
            rx={1}
            fill={colour}
          />
        );
      })}
    </svg>
  );
}
