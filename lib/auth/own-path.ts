/** Origin that no page has: whatever leaves it was no path of ours. */
const NOWHERE = "http://own.invalid";
const MOST = 2_000;

// a browser drops tabs and line breaks and reads \ as /, so "/\t/evil" and "/\evil" lead elsewhere
const leadsElsewhere = (path: string) =>
  !path.startsWith("/") || /^\/[/\\]/.test(path) || /[\p{Cc}\\]/u.test(path);

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "//";
  }
}

/**
 * `given` as a path of this site to go to, with its query and fragment; else `otherwise`. Other origins are refused in
 * every spelling: absolute, `//host`, `/\host`, with control characters, percent-encoded (also twice), or with dots
 * that vanish (`/.//host`). So are sign-in itself, which would turn in a circle, and the API, which is no page.
 */
export function toOwnPath(given: unknown, otherwise = "/"): string {
  if (typeof given !== "string" || given.length > MOST) return otherwise;
  let spelled = given;
  for (let times = 0; times < 3; times += 1) {
    if (leadsElsewhere(spelled.split(/[?#]/, 1)[0] ?? "")) return otherwise;
    spelled = decoded(spelled.split(/[?#]/, 1)[0] ?? "");
  }
  if (!URL.canParse(given, NOWHERE)) return otherwise;
  const { origin, pathname, search, hash } = new URL(given, NOWHERE);
  if (origin !== NOWHERE || leadsElsewhere(pathname)) return otherwise;
  if (/^\/(sign-in|api|ofrep|flagd|_next)(\/|$)/.test(pathname)) return otherwise;
  return `${pathname}${search}${hash}`;
}
