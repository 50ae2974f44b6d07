import "server-only";
import { cookies } from "next/headers";
import { encode, type JWT } from "next-auth/jwt";
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

/** Ends this browser's session. In actions and routes only. */
export async function clearSession(): Promise<void> {
  (await cookies()).delete({ name: cookieName(), path: "/", secure: usesSecureCookies() });
}
