import { NextResponse } from "next/server";
import { toOwnPath } from "@/lib/auth";
import { beginSingleSignOn, hasSingleSignOn, ownOrigin } from "@/lib/auth/next";
import { admitSsoPerson } from "@/lib/members/server";

export const dynamic = "force-dynamic";

/** Off to the company's provider, and back to the page that was wanted. */
export async function GET(request: Request): Promise<Response> {
  if (!hasSingleSignOn()) return NextResponse.redirect(new URL("/sign-in", await ownOrigin()), 303);
  return beginSingleSignOn(toOwnPath(new URL(request.url).searchParams.get("callbackUrl")), admitSsoPerson);
}
