import "server-only";
import { randomUUID } from "node:crypto";
import { cookies } from "next/headers";
import { decode, encode, type JWT } from "next-auth/jwt";
import { readEnv } from "../../platform/env";
import { SESSION_SECONDS } from "../server";

const DEVICE_SECONDS = 180 * 24 * 60 * 60;
const SECOND_STEP_SECONDS = 5 * 60;
const MOST_PEOPLE = 10;

/** Secure cookies, and names that only https may set, when people reach Sluice by https. */
export function usesSecureCookies(): boolean {
  return readEnv("AUTH_URL").AUTH_URL?.startsWith("https://") ?? false;
}

function sessionCookie(): string {
  return usesSecureCookies() ? "__Secure-next-auth.session-token" : "next-auth.session-token";
}

const ownCookie = (name: string) => `${usesSecureCookies() ? "__Host-" : ""}sluice.${name}`;

async function write(name: string, token: JWT, seconds: number): Promise<void> {
  const { AUTH_SECRET: secret } = readEnv("AUTH_SECRET");
  (await cookies()).set(name, await encode({ token, secret, maxAge: seconds, salt: saltOf(name) }), {
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    secure: usesSecureCookies(),
    maxAge: seconds,
  });
}

// next-auth reads its own cookie without a salt; ours cannot be put in each other's place
const saltOf = (name: string) => (name === sessionCookie() ? "" : name);

async function read(name: string): Promise<JWT | null> {
  const token = (await cookies()).get(name)?.value;
  if (!token) return null;
  const { AUTH_SECRET: secret } = readEnv("AUTH_SECRET");
  return decode({ token, secret, salt: saltOf(name) }).catch(() => null);
}

async function clear(name: string): Promise<void> {
  (await cookies()).set(name, "", {
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    secure: usesSecureCookies(),
    maxAge: 0,
  });
}

/** Begins a session, in the form and under the name in which next-auth reads it. In actions and routes only. */
export async function writeSession(
  sessionId: string,
  person: { id: string; name: string; email: string },
): Promise<void> {
  const { id, name, email } = person;
  await write(sessionCookie(), { sub: id, name, email, sessionId }, SESSION_SECONDS);
}

/** Ends this browser's session. In actions and routes only. */
export async function clearSession(): Promise<void> {
  await clear(sessionCookie());
}

/** The device's name when `email` has signed in from this browser before: its tries are counted apart. */
export async function knownDevice(email: string): Promise<string | null> {
  const token = (await read(ownCookie("device"))) as { device?: string; people?: string[] } | null;
  return token?.device && token.people?.includes(email) ? token.device : null;
}

/** Remembers that `email` has signed in from this browser. In actions and routes only. */
export async function rememberDevice(email: string): Promise<void> {
  const token = (await read(ownCookie("device"))) as { device?: string; people?: string[] } | null;
  const people = [email, ...(token?.people ?? []).filter((one) => one !== email)].slice(0, MOST_PEOPLE);
  await write(ownCookie("device"), { device: token?.device ?? randomUUID(), people }, DEVICE_SECONDS);
}

/** Who has shown a password and still owes a code. */
export type SecondStep = { personId: string; email: string };

/** The password was right, the code is still to come. In actions only. */
export async function writeSecondStep({ personId, email }: SecondStep): Promise<void> {
  await write(ownCookie("second-step"), { personId, email }, SECOND_STEP_SECONDS);
}

/** Whose code is still to come; null when nobody's, or five minutes have passed. */
export async function readSecondStep(): Promise<SecondStep | null> {
  const token = (await read(ownCookie("second-step"))) as Partial<SecondStep> | null;
  return token?.personId && token.email ? { personId: token.personId, email: token.email } : null;
}

export async function clearSecondStep(): Promise<void> {
  await clear(ownCookie("second-step"));
}
