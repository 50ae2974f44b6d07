"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";
import { cn } from "./cn";

export const Dialog = Radix.Root;
export const DialogTrigger = Radix.Trigger;
export const DialogClose = Radix.Close;

/** The floating sheet of a dialog: titled, closed by Escape, holds the focus and gives it back. */
export function DialogContent({
  title,
  description,
  hideTitle = false,
  className,
  children,
}: {
  title: string;
  description?: ReactNode;
  hideTitle?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-50 bg-[rgb(10_16_16/.4)]" />
      <Radix.Content
        {...(description === undefined ? { "aria-describedby": undefined } : {})}
        className={cn(
          "fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[min(36rem,calc(100vw-1.5rem))] -translate-x-1/2 flex-col overflow-hidden rounded-card border border-line bg-surface shadow-float outline-none",
          className,
        )}
      >
        <div className={cn("flex items-center gap-3 px-4 pt-3 pb-2", hideTitle && "sr-only")}>
          <Radix.Title className="text-section font-semibold">{title}</Radix.Title>
          <Radix.Close asChild>
            <Button kind="quiet" size="icon" aria-label="Close" className="ml-auto">
              <X aria-hidden strokeWidth={1.5} />
            </Button>
          </Radix.Close>
        </div>
        {description !== undefined && (
          <Radix.Description className="px-4 pb-2 text-ink-2">{description}</Radix.Description>
        )}
        {children}
      </Radix.Content>
    </Radix.Portal>
  );
}
