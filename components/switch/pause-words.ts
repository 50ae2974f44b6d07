import type { Drill, PauseRecord } from "@/lib/switch";

const number = new Intl.NumberFormat("en");

/** "5 h 50 min", "28 min", "42 s", "3 days 4 h". */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return hours % 24 ? `${days} days ${hours % 24} h` : `${days} days`;
}

/** How long a pause lasted, or has lasted by `now`. */
export function lengthOf({ pausedAt, resumedAt }: PauseRecord, now: string): string {
  const ms = Date.parse(resumedAt ?? now) - Date.parse(pausedAt);
  return resumedAt ? formatDuration(ms) : `${formatDuration(ms)} so far`;
}

/** Who has seen it, in a few words. */
export function reachOf({ delivery }: PauseRecord): string {
  const { connected, seen, p50Ms, p99Ms, slowestMs } = delivery;
  if (connected === 0) return "nobody was connected";
  const reached = `${number.format(seen)} of ${number.format(connected)}`;
  if (slowestMs === null) return reached;
  if (seen < 3) return `${reached} in ${slowestMs} ms`;
  return `${reached}: half in ${p50Ms} ms, 99 of 100 in ${p99Ms} ms, all in ${slowestMs} ms`;
}

/** What a rehearsal measured: "gateway 38 ms, dashboard 61 ms", or what went wrong. */
export function measuredBy({ status, lanes, error }: Drill): string {
  if (status === "running") return "under way";
  if (error !== undefined) return error;
  return lanes.map(({ lane, ms }) => `${lane} ${number.format(ms)} ms`).join(", ");
}
