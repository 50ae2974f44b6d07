"use client";

import { Search } from "lucide-react";
import { Kbd } from "@/components/ui/kbd";
import { useCommands } from "./commands";
import { hideSheetAround } from "./hide-sheet";

/** Opens ⌘K. */
export function FindButton({ tall = false }: { tall?: boolean }) {
  const { open } = useCommands();
  return (
    <button
      type="button"
      aria-keyshortcuts="Meta+K Control+K"
      onClick={(event) => {
        hideSheetAround(event);
        open("find");
      }}
      className={`flex w-full items-center gap-2 rounded-control border border-line bg-surface px-2 text-left text-ink-3 scripted-off:hidden ${tall ? "h-11" : "h-8"}`}
    >
      <Search aria-hidden strokeWidth={1.5} className="size-4" />
      Find
      <Kbd className="ml-auto">⌘K</Kbd>
    </button>
  );
}

/** Opens the list of keys. */
export function KeysButton() {
  const { open } = useCommands();
  return (
    <button
      type="button"
      onClick={() => open("keys")}
      className="rounded-control px-2 py-1 text-left text-meta text-ink-3 hover:bg-sunken scripted-off:hidden"
    >
      Keys <Kbd>?</Kbd>
    </button>
  );
}
