import type { ReactNode } from "react";
import { cn } from "./cn";

/** A key to press. */
export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      className={cn(
        "rounded-[4px] border border-line bg-surface px-1 font-sans text-axis font-medium text-ink-3",
        className,
      )}
    >
      {children}
    </kbd>
  );
}
