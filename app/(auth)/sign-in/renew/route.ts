import { NextResponse } from "next/server";
import { toOwnPath } from "@/lib/auth";
import { getStandingSession, ownOrigin, renewStandingSession } from "@/lib/auth/next";

export const dynamic = "force-dynamic";

/** A page cannot write a cookie: a session that is due a new id comes by here, and goes back to where it was. */
export async function GET(request: Request): Promise<Response> {
  const session = await getStandingSession();
  if (session?.renew) await renewStandingSession(session);
  const target = toOwnPath(new URL(request.url).searchParams.get("callbackUrl"));
  return NextResponse.redirect(new URL(target, await ownOrigin()), 303);
}
