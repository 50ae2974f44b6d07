"use client";

import { type ReactNode, useEffect, useRef } from "react";

/**
 * Takes the focus when it appears, so that a step that opened is read out and the next key lands in it; when it goes
 * the focus returns to the page, not to nowhere.
 */
export function FocusHere({ className, children }: { className?: string; children: ReactNode }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    element.current?.focus({ preventScroll: false });
    return () => {
      if (document.activeElement === document.body) document.getElementById("main")?.focus();
    };
  }, []);
  return (
    <div ref={element} tabIndex={-1} className={className}>
      {children}
    </div>
  );
}
