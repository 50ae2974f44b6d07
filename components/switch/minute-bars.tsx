/** Thirty one-minute bars: what was issued, oldest at the left. Drawing only; the rate beside it says it in words. */
export function MinuteBars({ minutes }: { minutes: readonly number[] }) {
  const shown = minutes.slice(-30);
  const most = Math.max(1, ...shown);
  return (
    <svg viewBox="0 0 120 20" aria-hidden className="hidden h-5 w-30 shrink-0 xl:block">
      {shown.map((count, index) => {
        const height = count === 0 ? 1 : Math.max(3, Math.round((count / most) * 18));
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            key={index}
            x={index * 4}
            y={20 - height}
            width={count === 0 ? 1.5 : 2.5}
            height={height}
            className={count === 0 ? "fill-line-strong" : "fill-accent"}
          />
        );
      })}
    </svg>
  );
}
