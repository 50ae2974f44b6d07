/** A full or current bucket on the plane of new users and spend. */
export type PathPoint = { nth: number; newUsers: number; micros: bigint };
type PathBucket = {
  users: { new: number } | null;
  spend: readonly { micros: string }[] | null;
};

/** Where users or spend are missing there is no point, and the path breaks. In order of time. */
export function toPathPoints(buckets: readonly PathBucket[]): PathPoint[] {
  return buckets.flatMap(({ users, spend }, nth) =>
    users && spend
      ? [{ nth, newUsers: users.new, micros: spend.reduce((sum, { micros }) => sum + BigInt(micros), 0n) }]
      : [],
  );
}

/** Pairs of neighbours in time: a step leads from one to the next; none leads across a missing bucket. */
export function toSteps(points: readonly PathPoint[]): { from: PathPoint; to: PathPoint }[] {
  return points.flatMap((to, at) => {
    const from = points[at - 1];
    return from && to.nth === from.nth + 1 ? [{ from, to }] : [];
  });
}

/** A linear scale of [0, most] onto [from, to] pixels; the middle when there is nothing to scale. */
export function scaleOf(most: number, from: number, to: number): (value: number) => number {
  return most > 0 ? (value) => from + (value / most) * (to - from) : () => (from + to) / 2;
}

/** Where the arrow of a step stands and which way it points, in degrees; null where the step is too short to have one. */
export function arrowOf(
  from: { x: number; y: number },
  to: { x: number; y: number },
  shortest = 14,
): { x: number; y: number; degrees: number } | null {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  if (Math.hypot(dx, dy) < shortest) return null;
  return { x: from.x + dx / 2, y: from.y + dy / 2, degrees: (Math.atan2(dy, dx) * 180) / Math.PI };
}

/** How dark a step is, from the first (0.35) to the last (1): later is darker. */
export const shadeOf = (nth: number, count: number): number =>
  count < 2 ? 1 : 0.35 + (0.65 * nth) / (count - 1);

/**
 * The path in words: where it begins and ends, and its extremes. `tell` names a point with its figures. null without a
 * point.
 */
export function describePath(
  points: readonly PathPoint[],
  tell: (point: PathPoint) => string,
): string | null {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return null;
  if (first === last) return `One day: ${tell(first)}.`;
  const most = points.reduce((best, one) => (one.newUsers > best.newUsers ? one : best));
  const dearest = points.reduce((best, one) => (one.micros > best.micros ? one : best));
  const extremes =
    most === dearest
      ? `Most new users and most spend together: ${tell(most)}.`
      : `Most new users: ${tell(most)}. Most spend: ${tell(dearest)}.`;
  return `From ${tell(first)} to ${tell(last)}. ${extremes}`;
}
