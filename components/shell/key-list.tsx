"use client";

import { Switch } from "@/components/ui/checkbox";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { KeyValues } from "@/components/ui/key-values";
import { pages } from "./pages";
import { useSingleKeys } from "./single-keys";

function Keys({ keys }: { keys: string[] }) {
  return (
    <span className="flex gap-1">
      {keys.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </span>
  );
}

const rows = [
  { label: "Find a page or a campaign", value: <Keys keys={["⌘", "K"]} /> },
  { label: "This list", value: <Keys keys={["?"]} /> },
  { label: "Search on this page", value: <Keys keys={["/"]} /> },
  { label: "New campaign", value: <Keys keys={["n"]} /> },
  ...pages.map(({ name, key }) => ({ label: `Go to ${name}`, value: <Keys keys={["g", key]} /> })),
  { label: "In a chart: the bucket before, after", value: <Keys keys={["←", "→"]} /> },
];

/** The list of keys, and the switch that turns the single ones off. */
export function KeyList({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [on, setOn] = useSingleKeys();
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title="Keys" description="Ctrl stands for ⌘ where there is none.">
        <div className="overflow-y-auto px-4 pb-4">
          <KeyValues rows={rows} />
          <Switch
            className="mt-3"
            label="Keys without ⌘ or Ctrl"
            hint="Turn them off when a voice or a typing slip sets them off."
            checked={on}
            onChange={(event) => setOn(event.target.checked)}
          />
        </div>
      </DialogContent>
    </Dialog>
  );
}
