"use client";

import dynamic from "next/dynamic";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { useKeys } from "./use-keys";

const Palette = dynamic(() => import("./palette").then((module) => module.Palette), { ssr: false });
const KeyList = dynamic(() => import("./key-list").then((module) => module.KeyList), { ssr: false });

type Sheet = "find" | "keys" | null;
const CommandsContext = createContext<{ open: (sheet: Sheet) => void }>({ open: () => undefined });

/** Opens ⌘K or the list of keys, from a button or a key. */
export function useCommands() {
  return useContext(CommandsContext);
}

/** Listens to the keys of the shell; loads what they open when it is first asked for. */
export function Commands({ children }: { children: ReactNode }) {
  const [sheet, setSheet] = useState<Sheet>(null);
  useKeys(setSheet);
  const commands = useMemo(() => ({ open: setSheet }), []);
  const change = (of: Sheet) => (open: boolean) => setSheet(open ? of : null);
  return (
    <CommandsContext.Provider value={commands}>
      {children}
      {sheet === "find" && <Palette open onOpenChange={change("find")} />}
      {sheet === "keys" && <KeyList open onOpenChange={change("keys")} />}
    </CommandsContext.Provider>
  );
}
