import "server-only";
import type { NextAuthOptions } from "next-auth";
import { readEnv } from "../../platform/env";
import { log } from "../../platform/log";
import { beginSession, SESSION_SECONDS } from "../server";
import { whence } from "./origin";
import { rememberDevice, usesSecureCookies } from "./session-cookie";
import { type SsoPerson, singleSignOn } from "./single-sign-on";

declare module "next-auth/jwt" {
  interface JWT {
    sessionId?: string;
  }
}

/** Lets somebody in whom the company's provider vouches for, or not: the address then says why (a code of /sign-in). */
export type AdmitSsoPerson = (
  person: SsoPerson,
) => Promise<{ admitted: true; id: string; name: string; email: string } | { admitted: false; code: string }>;

type SsoUser = { sessionId?: string };

/**
 * next-auth 4, kept behind this folder. The cookie holds the id of a session and nothing that counts; what the person
 * may is read anew each time. Passwords do not go through next-auth: their form is lib/auth/actions.ts, throttled, with
 * the second step.
 */
export function authOptions(admit?: AdmitSsoPerson): NextAuthOptions {
  const provider = admit ? singleSignOn() : null;
  return {
    secret: readEnv("AUTH_SECRET").AUTH_SECRET,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    useSecureCookies: usesSecureCookies(),
    pages: { signIn: "/sign-in", error: "/sign-in" },
    // a cookie of another installation or an old secret is no session, and no error of ours
    logger: {
      error: (code) =>
        code.startsWith("OAUTH") || code.startsWith("SIGNIN_OAUTH")
          ? log.warn({ code }, "single sign-on did not work")
          : log.debug({ code }, "a session could not be read"),
      warn: () => undefined,
      debug: () => undefined,
    },
    providers: provider ? [provider] : [],
    callbacks: {
      async signIn({ user, profile }) {
        if (!admit || !profile) return false;
        const answer = await admit(profile as SsoPerson);
        if (!answer.admitted) return `/sign-in?refused=${encodeURIComponent(answer.code)}`;
        const sessionId = await beginSession(answer.id, "single_sign_on", await whence());
        Object.assign(user, { ...answer, sessionId } satisfies SsoUser);
        await rememberDevice(answer.email);
        return true;
      },
      jwt({ token, user }) {
        const sessionId = (user as SsoUser | undefined)?.sessionId;
        if (sessionId) token.sessionId = sessionId;
        return token;
      },
      session({ session, token }) {
        return { ...session, sessionId: token.sessionId };
      },
    },
  };
}
