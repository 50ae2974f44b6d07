"use client";

import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** A few words on hover and focus. Never the only place where something is told. */
export function Tooltip({ words, children }: { words: ReactNode; children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={200}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            sideOffset={6}
            collisionPadding={12}
            className="z-50 max-w-72 rounded-control border border-line bg-surface px-2.5 py-1.5 text-meta text-ink-2 shadow-float"
          >
            {words}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
