import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "./button";

function Step({ href, label }: { href: string | null; label: string }) {
  if (!href) {
    return (
      <Button size="small" disabled>
        {label}
      </Button>
    );
  }
  return (
    <Button size="small" asChild>
      <Link href={href}>{label}</Link>
    </Button>
  );
}

/** The foot of a list that pages: links, so a page can be shared and the browser's Back works. */
export function Pagination({
  label,
  previous,
  next,
  children,
}: {
  label: string;
  previous: string | null;
  next: string | null;
  children?: ReactNode;
}) {
  return (
    <nav
      aria-label={label}
      className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-2 text-meta text-ink-3"
    >
      <span className="mr-auto">{children}</span>
      <Step href={previous} label="Previous" />
      <Step href={next} label="Next" />
    </nav>
  );
}
