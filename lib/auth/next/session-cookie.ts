import "server-only";
import { cookies } from "next/headers";
import { decode, encode, type JWT } from "next-auth/jwt";
import { readEnv } from "../../platform/env";

/** A session ends this long after sign-in. */
export const SESSION_SECONDS = 12 * 60 * 60;

/** Secure cookies, and names that only https may set, when people reach Sluice by https. */
export function usesSecureCookies(): boolean {
  return readEnv("AUTH_URL").AUTH_URL?.startsWith("https://") ?? false;
}

function cookieName(): string {
  return usesSecureCookies() ? "__Secure-next-auth.session-token" : "next-auth.session-token";
}

/** Begins a session, in the form and under the name in which next-auth reads it. In actions and routes only. */
export async function writeSession(token: JWT): Promise<void> {
  const { AUTH_SECRET: secret } = readEnv("AUTH_SECRET");
  (await cookies()).set(cookieName(), await encode({ token, secret, maxAge: SESSION_SECONDS }), {
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    secure: usesSecureCookies(),
    maxAge: SESSION_SECONDS,
  });
}

/** When the session of this request ends by itself, in milliseconds; 0 when there is none. */
export async function readSessionEnd(): Promise<number> {
  const token = (await cookies()).get(cookieName())?.value;
  if (!token) return 0;
  const { AUTH_SECRET: secret } = readEnv("AUTH_SECRET");
  const session = await decode({ token, secret }).catch(() => null);
  return typeof session?.exp === "number" ? session.exp * 1000 : 0;
}

/** Ends this browser's session. In actions and routes only. */
export async function clearSession(): Promise<void> {
  (await cookies()).delete({ name: cookieName(), path: "/", secure: usesSecureCookies() });
}
