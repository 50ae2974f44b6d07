"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button";

/** Puts `text` on the clipboard and says so for two seconds. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [said, setSaid] = useState<"copied" | "failed" | null>(null);
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(null), 2_000);
    return () => clearTimeout(timer);
  }, [said]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("copied");
    } catch {
      setSaid("failed");
    }
  }

  return (
    <>
      <Button size="small" onClick={copy} className="scripted-off:hidden">
        {said === "copied" ? <Check aria-hidden strokeWidth={1.5} /> : <Copy aria-hidden strokeWidth={1.5} />}
        {said === "copied" ? "Copied" : label}
      </Button>
      <span role="status" className={said === "failed" ? "text-meta text-red" : "sr-only"}>
        {said === "copied" && "Copied"}
        {said === "failed" && "The browser did not allow it: select the text and copy it."}
      </span>
    </>
  );
}
