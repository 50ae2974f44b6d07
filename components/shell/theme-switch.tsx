"use client";

import { useTheme } from "next-themes";
import { useSyncExternalStore } from "react";
import { Segmented } from "@/components/ui/segmented";

const themes = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "system", label: "System" },
];
const never = () => () => undefined;

/** Light, dark or as the system has it. The server does not know the choice, so the mark comes with hydration. */
export function ThemeSwitch({ name }: { name: string }) {
  const { theme = "system", setTheme } = useTheme();
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <Segmented
      legend="Theme"
      name={name}
      choices={themes}
      value={inBrowser ? theme : ""}
      onValueChange={setTheme}
      className="scripted-off:hidden"
    />
  );
}
