import "server-only";
import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { readEnv } from "../../platform/env";
import { log } from "../../platform/log";
import { verifyCredentials } from "../server";
import { SESSION_SECONDS, usesSecureCookies } from "./session-cookie";

declare module "next-auth/jwt" {
  interface JWT {
    personId?: string;
    sessionEpoch?: number;
  }
}

/** next-auth 4, kept behind this folder. The session holds who signed in; what they may is read anew each time. */
export function authOptions(): NextAuthOptions {
  return {
    secret: readEnv("AUTH_SECRET").AUTH_SECRET,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    useSecureCookies: usesSecureCookies(),
    pages: { signIn: "/sign-in", error: "/sign-in" },
    // a cookie of another installation or an old secret is no session, and no error of ours
    logger: {
      error: (code) => log.debug({ code }, "a session could not be read"),
      warn: () => undefined,
      debug: () => undefined,
    },
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(given) {
          const person = await verifyCredentials(given?.email ?? "", given?.password ?? "");
          if (!person) return null;
          const { id, email, name, sessionEpoch } = person;
          return { id, email, name, sessionEpoch } as never;
        },
      }),
    ],
    callbacks: {
      jwt({ token, user }) {
        if (user) {
          token.personId = user.id;
          token.sessionEpoch = (user as unknown as { sessionEpoch: number }).sessionEpoch;
        }
        return token;
      },
      session({ session, token }) {
        return { ...session, personId: token.personId, sessionEpoch: token.sessionEpoch };
      },
    },
  };
}
