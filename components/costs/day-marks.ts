import { addDays, type Marker, startOfDay } from "@/lib/costs";

export type DayMark = { kind: Marker["kind"]; words: string; detail: string };

const MINUTE_MS = 60_000;

/** "5 h 50 min", "45 min" */
function duration(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE_MS));
  const hours = Math.floor(minutes / 60);
  return [hours > 0 ? `${hours} h` : "", minutes % 60 > 0 ? `${minutes % 60} min` : ""]
    .filter(Boolean)
    .join(" ");
}

/** What happened on a day, in a word or two; a pause with how much of the day it took. */
export function marksOn(day: string, markers: readonly Marker[], zone: string, asOf: string): DayMark[] {
  const start = startOfDay(day, zone);
  const end = startOfDay(addDays(day, 1), zone);
  return markers.flatMap((marker): DayMark[] => {
    const from = Date.parse(marker.from);
    const detail = `${marker.label}: ${marker.detail}`;
    if (marker.kind === "pause") {
      const to = marker.to ? Date.parse(marker.to) : Date.parse(asOf);
      const ms = Math.min(end, to) - Math.max(start, from);
      return ms > 0 ? [{ kind: "pause", words: `paused ${duration(ms)}`, detail }] : [];
    }
    // a note about a stretch of time stands at each of its days
    const over = marker.kind === "annotation" && marker.to ? Date.parse(marker.to) : from + 1;
    if (from >= end || over <= start) return [];
    const words = { launch: "launch", end: "end", price: "price", annotation: "note", anomaly: "anomaly" }[
      marker.kind
    ];
    return [{ kind: marker.kind, words, detail }];
  });
}
