import "server-only";

export const corsAllow = {
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-allow-headers": "authorization, content-type, if-none-match, x-api-key",
  "access-control-max-age": "86400",
} as const;

/**
 * CORS of the flag routes: the key's origins (any when none are set), never credentials. `Vary: Origin` always.
 * A preflight carries no key, so it is answered for any origin; the request itself is then held against the key.
 */
export function corsHeaders(
  origin: string | null,
  allowedOrigins: readonly string[] | null,
): Record<string, string> {
  const headers: Record<string, string> = {
    vary: "Origin",
    "access-control-expose-headers": "ETag, Retry-After",
  };
  if (!allowedOrigins || allowedOrigins.length === 0) headers["access-control-allow-origin"] = "*";
  else if (origin && allowedOrigins.includes(origin)) headers["access-control-allow-origin"] = origin;
  return headers;
}
