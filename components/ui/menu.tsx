"use client";

import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export const Menu = Radix.Root;
export const MenuTrigger = Radix.Trigger;

export function MenuContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        align="end"
        sideOffset={6}
        collisionPadding={12}
        className={cn(
          "z-50 min-w-44 rounded-card border border-line bg-surface p-1 shadow-float outline-none",
          className,
        )}
        {...rest}
      />
    </Radix.Portal>
  );
}

export function MenuItem({ className, ...rest }: ComponentProps<typeof Radix.Item>) {
  return (
    <Radix.Item
      className={cn(
        "flex h-8 cursor-pointer items-center gap-2 rounded-control px-2 outline-none data-disabled:cursor-default data-disabled:text-ink-3 data-highlighted:bg-sunken [&_svg]:size-4 [&_svg]:text-ink-3",
        className,
      )}
      {...rest}
    />
  );
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
