/** Pixels around every plot, so that panels, marks and the crosshair agree without measuring each other. */
export const AXIS = { left: 44, right: 8, top: 20, time: 24 } as const;

/** CSS for a share (0–1) of the plot's width. */
export function plotLeft(share: number): string {
  const percent = share * 100;
  const pixels = AXIS.left - share * (AXIS.left + AXIS.right);
  return `calc(${percent.toFixed(3)}% + ${pixels.toFixed(2)}px)`;
}

/** CSS for a width of so many shares of the plot. */
export function plotWidth(share: number): string {
  return `calc(${(share * 100).toFixed(3)}% - ${(share * (AXIS.left + AXIS.right)).toFixed(2)}px)`;
}

/** The bucket under a pixel of the whole width, 0 … count − 1. */
export function bucketAt(pixel: number, width: number, count: number): number {
  const share = (pixel - AXIS.left) / Math.max(1, width - AXIS.left - AXIS.right);
  return Math.min(count - 1, Math.max(0, Math.floor(share * count)));
}

/** A step of 1, 2, 2.5 or 5 times a power of ten, so that `span` has at most `most` of them. */
export function niceStep(span: number, most: number, whole: boolean): number {
  if (span <= 0) return 1;
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough - power * 1e-9) ?? rough;
  return whole ? Math.max(1, Math.ceil(step)) : step;
}

/** Ticks within [−down, up] at multiples of one step, zero among them; at most about four above zero. */
export function ticksFor(up: number, down: number, whole: boolean): number[] {
  const step = niceStep(up + down, 4, whole);
  const from = -Math.floor(down / step);
  const to = Math.floor(up / step);
  return Array.from({ length: to - from + 1 }, (_, index) => (from + index) * step);
}

type Spanned = { start: string };

/**
 * Where an instant lies on an axis of buckets, as a share (0–1) of its width; null before the first and after the last.
 * Buckets are drawn equally wide whatever their length; the last one is taken to be as long as the one before it.
 */
export function shareOf(instant: string, buckets: readonly Spanned[]): number | null {
  const starts = buckets.map(({ start }) => Date.parse(start));
  const last = starts.at(-1);
  if (last === undefined) return null;
  const length = starts.length > 1 ? last - (starts.at(-2) ?? last) : 86_400_000;
  const edges = [...starts, last + length];
  const at = Date.parse(instant);
  const index = edges.findLastIndex((edge) => edge <= at);
  if (index < 0 || index >= starts.length) return null;
  const from = edges[index] ?? 0;
  const to = edges[index + 1] ?? from + length;
  return (index + (at - from) / (to - from)) / starts.length;
}

/** A stretch clamped to the axis; null when it lies outside. Open ends reach to the right edge. */
export function spanOf(
  from: string,
  to: string | null,
  buckets: readonly Spanned[],
): { from: number; to: number; begins: boolean; ends: boolean } | null {
  const first = buckets[0];
  if (!first) return null;
  const beforeAll = Date.parse(from) < Date.parse(first.start);
  const left = beforeAll ? 0 : shareOf(from, buckets);
  if (left === null) return null;
  const overBefore = to !== null && Date.parse(to) < Date.parse(first.start);
  if (overBefore) return null;
  const right = to === null ? null : shareOf(to, buckets);
  return { from: left, to: right ?? 1, begins: !beforeAll, ends: right !== null };
}

/** Every how many buckets the axis can name one, given its width. */
export function labelEvery(count: number, width: number, labelWidth = 50): number {
  const fit = Math.max(1, Math.floor((width - AXIS.left - AXIS.right) / labelWidth));
  return Math.max(1, Math.ceil(count / fit));
}
