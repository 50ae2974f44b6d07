"use client";

import { ChevronDown } from "lucide-react";
import { type FormEvent, type MouseEvent, type ReactNode, useEffect, useRef } from "react";
import { Button } from "./button";
import { cn } from "./cn";

type Props = {
  /** What is chosen now, in the button. */
  label: ReactNode;
  className?: string;
  children: ReactNode;
};

/**
 * A button that opens a panel of links and forms below it: the browser's own details, so it opens without JavaScript.
 * On narrow screens the panel is as wide as the next positioned ancestor.
 */
export function DropPanel({ label, className, children }: Props) {
  const details = useRef<HTMLDetailsElement>(null);

  useEffect(() => {
    const close = (event: Event) => {
      const element = details.current;
      if (!element?.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== "Escape") return;
        element.querySelector("summary")?.focus();
      } else if (element.contains(event.target as Node)) return;
      element.open = false;
    };
    document.addEventListener("pointerdown", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("keydown", close);
    };
  }, []);

  // what was chosen leads to a new address; the panel has done its work
  function onClick(event: MouseEvent) {
    if ((event.target as Element).closest("a") && details.current) details.current.open = false;
  }

  // a form that asks for another address has too; one that writes stays, to say what came of it
  function onSubmit(event: FormEvent) {
    const asks = (event.target as Element).getAttribute("action")?.startsWith("/");
    if (asks && details.current) details.current.open = false;
  }

  return (
    <details ref={details} className={cn("sm:relative", className)}>
      <Button asChild>
        <summary className="cursor-pointer list-none [&::-webkit-details-marker]:hidden">
          {label}
          <ChevronDown aria-hidden strokeWidth={1.5} />
        </summary>
      </Button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only listens to its links, which take keys themselves */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a key on a link clicks it */}
      <div
        onClick={onClick}
        onSubmit={onSubmit}
        className="absolute inset-x-0 z-20 mt-1.5 grid gap-3 rounded-card border border-line bg-surface p-3 shadow-float sm:right-auto sm:w-80"
      >
        {children}
      </div>
    </details>
  );
}

/** Views to choose from, one below another, as links. */
export function DropLinks({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav aria-label={label} className="-m-1 grid">
      {children}
    </nav>
  );
}
