import { getStandingSession, watchSession } from "@/lib/auth/next";

export const dynamic = "force-dynamic";

/** An event stream that says when this browser's session ends; 401 when it has none. */
export async function GET(request: Request): Promise<Response> {
  const session = await getStandingSession();
  if (!session) return new Response(null, { status: 401, headers: { "cache-control": "no-store" } });
  return watchSession(session.id, request.signal);
}

/** Whether this browser's session stands: 204, or 401. */
export async function HEAD(): Promise<Response> {
  const session = await getStandingSession();
  return new Response(null, { status: session ? 204 : 401, headers: { "cache-control": "no-store" } });
}
