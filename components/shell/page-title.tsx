import Link from "next/link";
import type { ReactNode } from "react";

type Props = {
  /** The page's name, its first heading. */
  children: ReactNode;
  /** The page above it. */
  above?: { href: string; name: string };
};

/**
 * The page's title. It belongs to the page and so stands in its main part; on wide screens it is drawn in the header,
 * left of the flow, where it stays in sight. First thing a page renders.
 */
export function PageTitle({ children, above }: Props) {
  return (
    <div className="flex min-w-0 items-center gap-2 font-medium text-ink-3 print:static! print:mb-2 print:h-auto! print:max-w-none! lg:pointer-events-none lg:fixed lg:top-0 lg:left-58 lg:z-30 lg:h-14 lg:max-w-[calc(100vw-14.5rem-33rem)] xl:max-w-[calc(100vw-14.5rem-36rem)]">
      {above && (
        <>
          <Link
            href={above.href}
            className="max-w-32 shrink-0 truncate xl:max-w-56 hover:text-ink lg:pointer-events-auto"
          >
            {above.name}
          </Link>
          <span aria-hidden>/</span>
        </>
      )}
      <h1 className="truncate text-title font-semibold text-ink lg:pointer-events-auto">{children}</h1>
    </div>
  );
}
