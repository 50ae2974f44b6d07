import "server-only";
import { headers } from "next/headers";
import { readEnv } from "../../platform/env";
import type { Whence } from "../server";

/** The nearest proxy writes its peer last; what stands before it anybody could have written. */
function lastOf(list: string | null): string {
  return list?.split(",").at(-1)?.trim() ?? "";
}

/** Where this request came from. Without a proxy, Next itself has written the address. */
export async function whence(): Promise<Whence> {
  const given = await headers();
  return { address: lastOf(given.get("x-forwarded-for")), userAgent: given.get("user-agent") ?? "" };
}

/** Scheme, host and port under which people reach Sluice: AUTH_URL, else what this browser asked for. */
export async function ownOrigin(): Promise<string> {
  const { AUTH_URL } = readEnv("AUTH_URL");
  if (AUTH_URL) return new URL(AUTH_URL).origin;
  const given = await headers();
  const host = given.get("x-forwarded-host") ?? given.get("host") ?? "127.0.0.1";
  return `${given.get("x-forwarded-proto") === "https" ? "https" : "http"}://${host}`;
}
