import { CircleAlert, Clock, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

const looks = {
  plain: { box: "bg-sunken text-ink-2", Icon: Info },
  time: { box: "bg-sunken text-ink-2", Icon: Clock },
  amber: { box: "bg-amber-soft text-amber", Icon: TriangleAlert },
  red: { box: "bg-red-soft text-red", Icon: CircleAlert },
} as const;

/** A sentence that belongs to the place where it stands. `alert`: read out when it appears. */
export function Note({
  look = "plain",
  alert = false,
  className,
  children,
}: {
  look?: keyof typeof looks;
  alert?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const { box, Icon } = looks[look];
  return (
    <div
      role={alert ? "alert" : undefined}
      className={cn("flex items-start gap-2 rounded-control px-3 py-2", box, className)}
    >
      <Icon aria-hidden strokeWidth={1.5} className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
