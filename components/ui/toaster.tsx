"use client";

import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

/** Short words about what was just done elsewhere on the page. Never for the pause: that has its own panel. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      toastOptions={{
        style: {
          background: "var(--surface)",
          color: "var(--ink)",
          borderColor: "var(--line)",
          borderRadius: "10px",
          boxShadow: "var(--float)",
          fontFamily: "var(--font-sans)",
        },
      }}
    />
  );
}
