import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getServerSession } from "next-auth";
import { cache } from "react";
import type { PersonActor } from "../actor";
import { REQUEST_PATH_HEADER } from "../request-path";
import { getSessionPerson } from "../server";
import { authOptions } from "./auth-options";
import { readSessionEnd } from "./session-cookie";

type Session = { personId: string; sessionEpoch: number };

async function getSession(): Promise<Session | null> {
  const session = (await getServerSession(authOptions())) as Partial<Session> | null;
  if (!session?.personId || !session.sessionEpoch) return null;
  return { personId: session.personId, sessionEpoch: session.sessionEpoch };
}

/** The person of this request with today's role, or null. Read once a request. */
export const getActor = cache(async (): Promise<PersonActor | null> => {
  const session = await getSession();
  return session && getSessionPerson(session.personId, session.sessionEpoch);
});

/**
 * For answers that outlive their request (streams): how to ask later whether the session still stands. Null when there
 * is none now. It falls when it runs out, when the person is disabled and when all their sessions were ended.
 */
export async function getStandingSession(): Promise<{ stands: () => Promise<boolean> } | null> {
  const [session, end] = await Promise.all([getSession(), readSessionEnd()]);
  if (!session) return null;
  const stands = async () =>
    Date.now() < end && (await getSessionPerson(session.personId, session.sessionEpoch)) !== null;
  return (await stands()) ? { stands } : null;
}

/** As getActor, or off to /sign-in and back to this page after it. Call it in every page and layout. */
export async function requireActor(): Promise<PersonActor> {
  const actor = await getActor();
  if (actor) return actor;
  const from = (await headers()).get(REQUEST_PATH_HEADER) ?? "/";
  redirect(from === "/" ? "/sign-in" : `/sign-in?callbackUrl=${encodeURIComponent(from)}`);
}
