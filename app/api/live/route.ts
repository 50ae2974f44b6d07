import { getStandingSession } from "@/lib/auth/next";
import { liveHeaders, openLiveStream } from "@/lib/costs/server";

export const dynamic = "force-dynamic";

/** "Something changed", for the pages of whoever is signed in. */
export async function GET(request: Request): Promise<Response> {
  const session = await getStandingSession();
  if (!session) return new Response(null, { status: 401, headers: { "cache-control": "no-store" } });
  return new Response(openLiveStream({ signal: request.signal, stands: session.stands }), {
    headers: liveHeaders,
  });
}
