import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getServerSession } from "next-auth";
import { cache } from "react";
import type { PersonActor } from "../actor";
import { REQUEST_PATH_HEADER } from "../request-path";
import { getSession, renewSession, type StandingSession } from "../server";
import { authOptions } from "./auth-options";
import { writeSession } from "./session-cookie";

/** The session of this request, with today's person, or null. Read once a request. */
export const getStandingSession = cache(async (): Promise<StandingSession | null> => {
  const session = (await getServerSession(authOptions())) as { sessionId?: string } | null;
  return session?.sessionId ? getSession(session.sessionId) : null;
});

/** The person of this request with today's role, or null. */
export async function getActor(): Promise<PersonActor | null> {
  return (await getStandingSession())?.person ?? null;
}

/** Gives this browser the new id that its session is due. In actions and routes only. */
export async function renewStandingSession({ id, person }: StandingSession): Promise<void> {
  const renewed = await renewSession(id);
  if (renewed) await writeSession(renewed, person);
}

function signInAddress(from: string): string {
  return from === "/" ? "/sign-in" : `/sign-in?callbackUrl=${encodeURIComponent(from)}`;
}

/** The session, or off to /sign-in and back to this page after it; a page first has a session that is due renewed. */
export async function requireSession(): Promise<StandingSession> {
  const session = await getStandingSession();
  const from = (await headers()).get(REQUEST_PATH_HEADER) ?? "/";
  if (!session) redirect(signInAddress(from));
  if (session.renew) redirect(`/sign-in/renew?callbackUrl=${encodeURIComponent(from)}`);
  return session;
}

/** As getActor, or off to /sign-in and back to this page after it. Call it in every page and layout. */
export async function requireActor(): Promise<PersonActor> {
  return (await requireSession()).person;
}

/** As requireSession, in an action: a session that is due gets its new id on the spot, and nothing typed is lost. */
export async function requireSessionInAction(): Promise<StandingSession> {
  const session = await getStandingSession();
  const from = (await headers()).get(REQUEST_PATH_HEADER) ?? "/";
  if (!session) redirect(signInAddress(from));
  if (session.renew) await renewStandingSession(session);
  return session;
}
