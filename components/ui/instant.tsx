import { formatInstant } from "@/lib/kernel/local-time";
import { cn } from "./cn";

const clock = (zone: string) =>
  new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });

/**
 * A moment on the clock of `zone`, such as "Fri 13 Nov 10:00"; the exact instant in UTC on hover. The year is told
 * when it is not `thisYear`.
 */
export function Instant({
  at,
  zone,
  thisYear,
  seconds = false,
  className,
}: {
  at: string;
  zone: string;
  thisYear?: number;
  seconds?: boolean;
  className?: string;
}) {
  const words = formatInstant(at, zone, thisYear);
  return (
    <time
      dateTime={at}
      title={`${at.replace("T", " ").replace("Z", "")} UTC`}
      className={cn("whitespace-nowrap", className)}
    >
      {seconds ? `${words}${clock(zone).format(new Date(at)).slice(5)}` : words}
    </time>
  );
}
