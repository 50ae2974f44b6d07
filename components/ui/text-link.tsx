import Link from "next/link";
import type { ComponentProps } from "react";
import { cn } from "./cn";

/** A link inside a sentence or a cell. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link
      className={cn(
        "text-accent underline decoration-accent/35 underline-offset-3 hover:decoration-accent",
        className,
      )}
      {...rest}
    />
  );
}
