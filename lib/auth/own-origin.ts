const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);

/** The host that the browser asked for, as the nearest proxy tells it. */
export function askedHost(headers: Headers): string | null {
  return headers.get("x-forwarded-host")?.split(",").at(-1)?.trim() || headers.get("host");
}

/**
 * Whether a request comes from a page that is not ours. A cookie is sent by the browser whoever asks, so whatever changes
 * something must say where it comes from; browsers do, with every POST. `ownAddress` is AUTH_URL, which stands beside
 * the host that was asked for.
 */
export function comesFromElsewhere(headers: Headers, ownAddress?: string): boolean {
  const origin = headers.get("origin");
  const from = origin === null ? null : hostOf(origin);
  if (from === null) return true;
  return from !== askedHost(headers) && (ownAddress === undefined || from !== hostOf(ownAddress));
}
