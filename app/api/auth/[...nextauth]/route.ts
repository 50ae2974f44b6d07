import NextAuth from "next-auth";
import { authOptions } from "@/lib/auth/next";
import { admitSsoPerson } from "@/lib/members/server";

type Context = { params: Promise<{ nextauth: string[] }> };

function answer(request: Request, context: Context) {
  return NextAuth(authOptions(admitSsoPerson))(request, context);
}

export { answer as GET, answer as POST };
