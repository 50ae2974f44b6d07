import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { cookies } from "next/headers";
import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { readEnv } from "../../platform/env";
import { type AdmitSsoPerson, authOptions } from "./auth-options";
import { ownOrigin } from "./origin";
import { usesSecureCookies } from "./session-cookie";
import { SSO_PROVIDER } from "./single-sign-on";

/**
 * Off to the provider. next-auth begins this only by a POST with its own token; the form of /sign-in is a link, so that
 * no rule for forms stands between it and the provider, and what protects the way back are state, nonce and PKCE.
 */
export async function beginSingleSignOn(callbackUrl: string, admit: AdmitSsoPerson): Promise<Response> {
  const { AUTH_SECRET } = readEnv("AUTH_SECRET");
  const token = randomBytes(32).toString("hex");
  const hash = createHash("sha256").update(`${token}${AUTH_SECRET}`).digest("hex");
  (await cookies()).set(`${usesSecureCookies() ? "__Host-" : ""}next-auth.csrf-token`, `${token}|${hash}`, {
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    secure: usesSecureCookies(),
  });
  const origin = await ownOrigin();
  const request = new NextRequest(`${origin}/api/auth/signin/${SSO_PROVIDER}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken: token, callbackUrl: `${origin}${callbackUrl}` }),
  });
  return NextAuth(authOptions(admit))(request, {
    params: Promise.resolve({ nextauth: ["signin", SSO_PROVIDER] }),
  });
}
