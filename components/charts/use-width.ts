"use client";

import { type RefObject, useLayoutEffect, useState } from "react";

/** The width of an element in pixels, as it changes; `first` until it is known. */
export function useWidth(element: RefObject<HTMLElement | null>, first = 1118): number {
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return;
    const measure = () => setWidth(Math.max(1, Math.floor(measured.getBoundingClientRect().width)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
