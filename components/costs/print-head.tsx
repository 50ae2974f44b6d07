"use client";

import { Printer } from "lucide-react";
import { useSyncExternalStore } from "react";
import { toClock } from "@/components/switch/clock";
import { Button } from "@/components/ui/button";
import { type About, comparisonWords, formatDays, toViewUrl, type View, type ViewPath } from "@/lib/costs";
import { formatInstant } from "@/lib/kernel/local-time";

/** Opens the browser's own dialogue: to paper or to a PDF. */
export function PrintButton() {
  return (
    <Button className="scripted-off:hidden" onClick={() => window.print()}>
      <Printer aria-hidden strokeWidth={1.5} />
      Print
    </Button>
  );
}

const never = () => () => {};

/** On paper alone: what the page is about, when it was read, and where the same days stand; the choices are not there. */
export function PrintHead({
  path,
  about,
  zone,
}: {
  path: ViewPath;
  about: Omit<About, "view"> & { view: View };
  zone: string;
}) {
  const { view, asOf, timeZone, currency, sources } = about;
  const origin = useSyncExternalStore(
    never,
    () => window.location.origin,
    () => "",
  );
  const compared = comparisonWords(view);
  const day = formatInstant(asOf, timeZone).split(" ").slice(0, 3).join(" ");
  const told = [
    ["Days", formatDays(view.from, view.to)],
    ["Time zone", timeZone],
    ["Currency", currency],
    ["Source", sources.words],
    ...(compared ? [["Compared with", compared]] : []),
    ["As of", `${day} ${asOf.slice(0, 4)} ${toClock(asOf, timeZone, "second")}`],
    // days of their own: tomorrow "the last 21 days" are others
    ["Address", `${origin}${toViewUrl(path, { ...view, range: null }, zone)}`],
  ];
  return (
    <dl className="hidden flex-wrap gap-x-5 gap-y-1 border-b border-line-strong pb-2 text-meta print:flex">
      {told.map(([name, value]) => (
        <div key={name} className="flex gap-1.5">
          <dt className="text-ink-3">{name}</dt>
          <dd className="font-medium wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
