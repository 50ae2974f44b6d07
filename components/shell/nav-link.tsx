"use client";

import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { Spinner } from "@/components/ui/spinner";
import { hideSheetAround } from "./hide-sheet";
import { PageIcon } from "./page-icon";
import { isCurrent, type PageIcon as Name } from "./pages";

/** The page's icon, or a turning ring while its page is on its way: what is on the screen stays until then. */
function IconOrPending({ name }: { name: Name }) {
  const { pending } = useLinkStatus();
  return (
    <span className="grid size-4 shrink-0 place-items-center">
      {pending ? <Spinner /> : <PageIcon name={name} />}
    </span>
  );
}

type Props = {
  href: string;
  icon: Name;
  children: ReactNode;
  trail?: ReactNode;
  look: "rail" | "bar" | "sheet";
};

const looks = {
  rail: "h-8 gap-2.5 rounded-control px-2 hover:bg-sunken aria-[current]:bg-sunken",
  sheet: "h-11 gap-3 rounded-control px-3 hover:bg-sunken aria-[current]:bg-sunken",
  bar: "h-14 min-w-0 flex-col justify-center gap-0.5 text-axis aria-[current]:text-accent",
} as const;

export function NavLink({ href, icon, children, trail, look }: Props) {
  const pathname = usePathname();
  const here = isCurrent(href, pathname);
  return (
    <Link
      href={href}
      onClick={hideSheetAround}
      aria-current={here ? (pathname === href ? "page" : "true") : undefined}
      className={cn("flex items-center font-medium text-ink-2 aria-[current]:text-ink", looks[look])}
    >
      <IconOrPending name={icon} />
      <span className="truncate">{children}</span>
      {trail !== undefined && <span className="ml-auto font-normal text-ink-3">{trail}</span>}
    </Link>
  );
}
