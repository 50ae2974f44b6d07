"use client";

import { Popover as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export const Popover = Radix.Root;
export const PopoverTrigger = Radix.Trigger;
export const PopoverClose = Radix.Close;

export function PopoverContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        align="start"
        sideOffset={6}
        collisionPadding={12}
        className={cn(
          "z-50 max-w-[calc(100vw-1.5rem)] rounded-card border border-line bg-surface p-3 shadow-float outline-none",
          className,
        )}
        {...rest}
      />
    </Radix.Portal>
  );
}
