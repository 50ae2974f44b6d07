import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

type Props = { title: string; children?: ReactNode; action?: ReactNode; className?: string };

function Tile({ title, children, action, className, icon }: Props & { icon?: ReactNode }) {
  return (
    <div className={cn("grid min-h-42 content-center justify-items-center gap-2 p-4 text-center", className)}>
      {icon}
      <h3 className="text-lead font-semibold">{title}</h3>
      {children !== undefined && <div className="max-w-sm text-pretty text-ink-2">{children}</div>}
      {action !== undefined && <div className="mt-1 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

/** Nothing here yet: says why, and teaches the next step. */
export function EmptyState(props: Props) {
  return <Tile {...props} />;
}

/** It could not be read: says what is safe, an error number when there is one, and offers to try again. */
export function FailedState({ errorId, children, ...props }: Props & { errorId?: string | undefined }) {
  return (
    <Tile {...props} icon={<TriangleAlert aria-hidden strokeWidth={1.5} className="size-4 text-red" />}>
      {children}
      {errorId !== undefined && (
        <p>
          Error <span className="font-mono">{errorId}</span>.
        </p>
      )}
    </Tile>
  );
}
