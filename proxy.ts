import { type NextRequest, NextResponse } from "next/server";
import { REQUEST_PATH_HEADER } from "@/lib/auth/request-path";

/** Tells each page its own path, so that sign-in leads back to it. Who may see it is decided by the page itself. */
export function proxy(request: NextRequest) {
  const { pathname, searchParams } = request.nextUrl;
  const query = new URLSearchParams(searchParams);
  query.delete("_rsc");
  const headers = new Headers(request.headers);
  headers.set(REQUEST_PATH_HEADER, query.size ? `${pathname}?${query}` : pathname);
  return NextResponse.next({ request: { headers } });
}

export const config = {
  // pages only: not the machine API, not what is served as it lies
  matcher: ["/((?!api|ofrep|flagd|_next|.*\\.).*)"],
};
