"use client";

import { useFreshness } from "@/components/shell/live";
import { toClock } from "@/components/switch/clock";
import { Pill } from "@/components/ui/pill";
import { formatInstant } from "@/lib/kernel/local-time";

/** On which clock and as of when; amber once the figures could not be read anew. */
export function AsOf({ at, zone, failed }: { at: string; zone: string; failed: boolean }) {
  const isOld = useFreshness() === "old" || failed;
  const day = formatInstant(at, zone).split(" ").slice(0, 3).join(" ");
  return (
    <p className="text-meta text-ink-3">
      {zone} ·{" "}
      {isOld ? (
        <Pill look="amber">as of {toClock(at, zone)}, retrying</Pill>
      ) : (
        <time dateTime={at}>
          as of {day} {toClock(at, zone, "second")}
        </time>
      )}
    </p>
  );
}
