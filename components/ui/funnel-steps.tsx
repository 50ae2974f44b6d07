import Link from "next/link";

const number = new Intl.NumberFormat("en");

export type FunnelStep = { name: string; count: number; share: string; why: string; href?: string };

/** Steps of a way that fewer and fewer go; each bar is a share of the longest. */
export function FunnelSteps({ steps }: { steps: FunnelStep[] }) {
  const whole = Math.max(...steps.map(({ count }) => count)) || 1;
  return (
    <ol className="grid gap-4 px-4 pb-4 md:gap-2">
      {steps.map(({ name, count, share, why, href }) => (
        <li
          key={name}
          className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 md:grid-cols-[5rem_4.5rem_minmax(0,1fr)_8.5rem_12rem] xl:grid-cols-[5rem_4.5rem_minmax(0,1fr)_9rem_20rem] xl:h-7"
        >
          <span className="font-medium">{name}</span>
          <span className="text-right text-title font-medium">
            {href ? (
              <Link
                href={href}
                className="hover:underline"
                aria-label={`${number.format(count)}, their rows`}
              >
                {number.format(count)}
              </Link>
            ) : (
              number.format(count)
            )}
          </span>
          <span aria-hidden data-png="box" className="col-span-2 block rounded-[4px] bg-sunken md:col-span-1">
            <i
              data-png="box"
              className="block h-4 rounded-[4px] bg-accent"
              style={{ width: `${Math.min(100, (count / whole) * 100)}%` }}
            />
          </span>
          <span className="col-span-2 font-medium empty:hidden md:col-span-1 md:col-start-4">{share}</span>
          <span className="col-span-2 text-meta text-ink-2 md:col-span-1 md:col-start-5">{why}</span>
        </li>
      ))}
    </ol>
  );
}
