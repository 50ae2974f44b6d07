import type { ReactNode } from "react";
import { cn } from "./cn";

const looks = {
  plain: "bg-sunken text-ink-2",
  accent: "bg-accent-soft text-accent",
  amber: "bg-amber-soft text-amber",
  red: "bg-red-soft text-red",
} as const;

export type PillLook = keyof typeof looks;
export type PillSign = "dot" | "ring" | "bars" | "none";

function Sign({ sign }: { sign: PillSign }) {
  if (sign === "none") return null;
  if (sign === "bars") return <i aria-hidden className="h-2 w-1.5 border-x-2 border-current" />;
  return (
    <i
      aria-hidden
      className={cn("size-1.5 rounded-full", sign === "dot" ? "bg-current" : "border-[1.5px] border-current")}
    />
  );
}

/** A word about a state; the sign before it differs too, so colour is never alone. */
export function Pill({
  look = "plain",
  sign = "none",
  children,
}: {
  look?: PillLook;
  sign?: PillSign;
  children: ReactNode;
}) {
  return (
    <span
      className={cn(
        "inline-flex h-5 items-center gap-1.5 rounded-full px-2 text-meta font-medium whitespace-nowrap",
        looks[look],
      )}
    >
      <Sign sign={sign} />
      {children}
    </span>
  );
}
