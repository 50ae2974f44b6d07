import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn";

type Props = Omit<ComponentProps<"select">, "size"> & { size?: "medium" | "small" };

/** The platform's own list: it works on every phone, by keyboard and without JavaScript. */
export function Select({ className, size = "medium", children, ...rest }: Props) {
  return (
    <span className={cn("relative inline-flex min-w-0 items-center", className)}>
      <select
        className={cn(
          "w-full min-w-0 appearance-none truncate rounded-control border border-control bg-surface pr-8 pl-2.5 outline-none focus-visible:border-accent focus-visible:ring-1 focus-visible:ring-accent disabled:border-line disabled:bg-sunken disabled:text-ink-3 aria-invalid:border-red",
          size === "small" ? "h-8" : "h-9",
        )}
        {...rest}
      >
        {children}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute right-2.5 size-4 text-ink-3" />
    </span>
  );
}
