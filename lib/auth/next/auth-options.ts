import "server-only";
import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { readEnv } from "../../platform/env";
import { getPersonForSignIn, verifyPassword } from "../server";

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
    session: { strategy: "jwt", maxAge: 12 * 60 * 60 },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(given) {
          const email = given?.email ?? "";
          const password = given?.password ?? "";
          if (email.length > 320 || password.length > 1_000) return null;
          const person = await getPersonForSignIn(email);
          const fits = await verifyPassword(person?.passwordHash ?? null, password);
          if (!person || !fits || person.disabledAt) return null;
          return {
            id: person.id,
            email: person.email,
            name: person.name,
            sessionEpoch: person.sessionEpoch,
          } as never;
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
