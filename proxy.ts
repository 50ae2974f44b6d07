import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { askedHost, comesFromElsewhere } from "@/lib/auth/own-origin";
import { NONCE_HEADER, REQUEST_PATH_HEADER } from "@/lib/auth/request-path";
import { everyPage, pagePolicy, strictTransport } from "@/lib/kernel/security-headers";
import { gatewayPort, isDevelopment, readEnv } from "@/lib/platform/env";

const changesNothing = new Set(["GET", "HEAD", "OPTIONS"]);

/** The gateway as the sample chatbot's page reaches it: the same host, its own port. */
function gatewayOrigin(request: NextRequest, isHttps: boolean): string[] {
  const host = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d+)?$/i.exec(askedHost(request.headers) ?? "")?.[1];
  return host ? [`${isHttps ? "https" : "http"}://${host}:${gatewayPort()}`] : [];
}

/**
 * Before every page: tells it its own path, so that sign-in leads back to it, and a nonce, without which no script of
 * the page runs; refuses forms that another site sends with a person's cookie. Who may see a page is decided by the page
 * itself.
 */
export function proxy(request: NextRequest) {
  const { AUTH_URL, OIDC_ISSUER } = readEnv("AUTH_URL", "OIDC_ISSUER");
  const isHttps =
    (AUTH_URL?.startsWith("https:") ?? false) || request.headers.get("x-forwarded-proto") === "https";
  const { pathname, searchParams } = request.nextUrl;
  const nonce = randomBytes(16).toString("base64");
  const policy = pagePolicy({
    nonce,
    isHttps,
    connectTo: pathname === "/chat" ? gatewayOrigin(request, isHttps) : [],
    formsLeadTo: OIDC_ISSUER ? [new URL(OIDC_ISSUER).origin] : [],
    isDevelopment: isDevelopment(),
  });
  const answered = {
    ...everyPage,
    "content-security-policy": policy,
    ...(isHttps ? { "strict-transport-security": strictTransport } : {}),
  };
  if (!changesNothing.has(request.method) && comesFromElsewhere(request.headers, AUTH_URL)) {
    return new NextResponse(
      "A form of Sluice must be sent from one of its own pages. Load the page again.\n",
      {
        status: 403,
        headers: { ...answered, "content-type": "text/plain; charset=utf-8" },
      },
    );
  }
  const query = new URLSearchParams(searchParams);
  query.delete("_rsc");
  const headers = new Headers(request.headers);
  headers.set(REQUEST_PATH_HEADER, query.size ? `${pathname}?${query}` : pathname);
  headers.set(NONCE_HEADER, nonce);
  // Next reads the nonce for its own scripts from here
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(answered)) response.headers.set(name, value);
  return response;
}

export const config = {
  // pages, and files as they lie; the machine API guards itself (lib/entry), and its bodies must not be held here
  matcher: ["/((?!(?:api|ofrep|flagd|_next)(?:/|$)).*)"],
};
