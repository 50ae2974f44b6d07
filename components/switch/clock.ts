/** Wall-clock words in a zone: "12:10", "12:10:04", "12:10:04.123". */
export function toClock(
  at: string,
  zone: string,
  precision: "minute" | "second" | "millisecond" = "minute",
): string {
  const text = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    hour: "2-digit",
    minute: "2-digit",
    ...(precision === "minute" ? {} : { second: "2-digit" }),
    ...(precision === "millisecond" ? { fractionalSecondDigits: 3 as const } : {}),
  }).format(new Date(at));
  return text;
}

function dayOf(at: string, zone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date(at));
}

/** "12:10" on the day of `now`, else "Thu 19 Nov 12:10". */
export function toMoment(at: string, zone: string, now: string): string {
  if (dayOf(at, zone) === dayOf(now, zone)) return toClock(at, zone);
  const day = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
  })
    .format(new Date(at))
    .replace(",", "");
  return `${day} ${toClock(at, zone)}`;
}
