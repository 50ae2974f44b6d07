import { getActor } from "@/lib/auth/next";
import { answerInNext } from "@/lib/gateway/next-lane";

export const dynamic = "force-dynamic";

async function answer(request: Request): Promise<Response> {
  const hasKey = request.headers.has("authorization") || request.headers.has("x-api-key");
  const person = !hasKey && request.headers.has("cookie") ? await getActor() : null;
  return answerInNext(request, person);
}

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
};
