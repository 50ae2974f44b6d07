import type { Flow } from "@/lib/switch";
import { toClock } from "./clock";
import type { Viewer } from "./flow-words";

function Line({ at, strong = false, children }: { at: string; strong?: boolean; children: React.ReactNode }) {
  return (
    <li className="flex items-baseline gap-3">
      <i
        aria-hidden
        className={
          strong
            ? "relative top-0.5 size-2 shrink-0 rounded-full bg-amber-solid shadow-[0_0_0_3px_var(--amber-line)]"
            : "relative top-0.5 mx-px size-1.5 shrink-0 rounded-full bg-ink-2"
        }
      />
      <span className="shrink-0 font-mono text-meta text-ink-2">{at}</span>
      <span className="min-w-0">{children}</span>
    </li>
  );
}

/** What happened at the pause, in its order: the last coupon, the commit, who has seen it. */
export function Receipt({ receipt, viewer }: { receipt: NonNullable<Flow["receipt"]>; viewer: Viewer }) {
  const { lastCoupon, committedAt, delivery } = receipt;
  const exact = (at: string) => toClock(at, viewer.zone, "millisecond");
  const seenAt =
    delivery.slowestMs === null ? null : new Date(Date.parse(committedAt) + delivery.slowestMs).toISOString();
  return (
    <ol className="grid gap-2">
      {lastCoupon && <Line at={exact(lastCoupon.at)}>last coupon issued</Line>}
      <Line at={exact(committedAt)} strong>
        <b className="font-semibold">committed</b>
      </Line>
      {delivery.connected === 0 ? (
        <Line at="–">no frontend was connected; each asks before it shows a coupon</Line>
      ) : (
        <Line at={seenAt ? exact(seenAt) : "waiting"}>
          seen by{" "}
          <b className="font-semibold">
            {delivery.seen} of {delivery.connected}
          </b>{" "}
          connected {delivery.connected === 1 ? "frontend" : "frontends"}
          {delivery.slowestMs !== null &&
            (delivery.seen < 3
              ? `, in ${delivery.slowestMs} ms`
              : `: half in ${delivery.p50Ms}, 99 of 100 in ${delivery.p99Ms}, the slowest in ${delivery.slowestMs} ms`)}
        </Line>
      )}
      {delivery.waiting.map(({ key, frontends }) => (
        <Line key={key} at="waiting">
          {frontends} of {key}
        </Line>
      ))}
    </ol>
  );
}
