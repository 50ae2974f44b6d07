"use client";

import { type RefObject, useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";

/**
 * The width of a plot on paper, in CSS pixels: that of A4 landscape within its margins and the edge of a card
 * (globals.css). Browsers lay a page out for paper without telling any observer, so it must be known before.
 */
const PAPER = 990;

/** The width of an element in pixels, as it changes, and that of the paper while the page is printed; `first` until it is known. */
export function useWidth(element: RefObject<HTMLElement | null>, first = 1118): number {
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return;
    let isPrinted = false;
    const measure = () => {
      if (!isPrinted) setWidth(Math.max(1, Math.floor(measured.getBoundingClientRect().width)));
    };
    const onPrint = () => {
      isPrinted = true;
      flushSync(() => setWidth(PAPER));
    };
    const afterPrint = () => {
      isPrinted = false;
      measure();
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    window.addEventListener("beforeprint", onPrint);
    window.addEventListener("afterprint", afterPrint);
    return () => {
      observer.disconnect();
      window.removeEventListener("beforeprint", onPrint);
      window.removeEventListener("afterprint", afterPrint);
    };
  }, [element]);
  return width;
}
