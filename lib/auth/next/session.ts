import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getServerSession } from "next-auth";
import { cache } from "react";
import type { PersonActor } from "../actor";
import { REQUEST_PATH_HEADER } from "../request-path";
import { getSessionPerson } from "../server";
import { authOptions } from "./auth-options";

/** The person of this request with today's role, or null. Read once a request. */
export const getActor = cache(async (): Promise<PersonActor | null> => {
  const session = (await getServerSession(authOptions())) as {
    personId?: string;
    sessionEpoch?: number;
  } | null;
  if (!session?.personId || !session.sessionEpoch) return null;
  return getSessionPerson(session.personId, session.sessionEpoch);
});

/** As getActor, or off to /sign-in and back to this page after it. Call it in every page and layout. */
export async function requireActor(): Promise<PersonActor> {
  const actor = await getActor();
  if (actor) return actor;
  const from = (await headers()).get(REQUEST_PATH_HEADER) ?? "/";
  redirect(from === "/" ? "/sign-in" : `/sign-in?callbackUrl=${encodeURIComponent(from)}`);
}
