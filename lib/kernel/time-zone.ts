/** An IANA zone that this runtime knows, such as Asia/Shanghai. Offsets (+08:00) are not zones. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{1,59}$/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** The zones to choose from, UTC first; `others` (which may be aliases, such as Asia/Calcutta) are among them. */
export function timeZones(...others: string[]): string[] {
  return [
    "UTC",
    ...new Set([...Intl.supportedValuesOf("timeZone"), ...others].filter((zone) => zone !== "UTC").sort()),
  ];
}
