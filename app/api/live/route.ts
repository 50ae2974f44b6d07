import { getStandingSession } from "@/lib/auth/next";
import { followSession } from "@/lib/auth/server";
import { liveHeaders, openLiveStream } from "@/lib/costs/server";

export const dynamic = "force-dynamic";

/** "Something changed", for the pages of whoever is signed in; and that they are so no more. */
export async function GET(request: Request): Promise<Response> {
  const session = await getStandingSession();
  if (!session) return new Response(null, { status: 401, headers: { "cache-control": "no-store" } });
  const stream = openLiveStream({
    signal: request.signal,
    followSession: (ended) => followSession(session.id, ended),
  });
  return new Response(stream, { headers: liveHeaders });
}

/** Whether this browser's session stands: 204, or 401. */
export async function HEAD(): Promise<Response> {
  const session = await getStandingSession();
  return new Response(null, { status: session ? 204 : 401, headers: { "cache-control": "no-store" } });
}
