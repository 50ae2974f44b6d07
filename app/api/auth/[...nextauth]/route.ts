import NextAuth from "next-auth";
import { authOptions } from "@/lib/auth/next";

type Context = { params: Promise<{ nextauth: string[] }> };

function answer(request: Request, context: Context) {
  return NextAuth(authOptions())(request, context);
}

export { answer as GET, answer as POST };
