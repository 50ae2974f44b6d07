import { getActor } from "@/lib/auth/next";
import { answerAway, answerInNext } from "@/lib/gateway/next-lane";

export const dynamic = "force-dynamic";

async function answer(request: Request): Promise<Response> {
  const hasKey = request.headers.has("authorization") || request.headers.has("x-api-key");
  if (hasKey || !request.headers.has("cookie")) return answerInNext(request, null);
  try {
    return await answerInNext(request, await getActor());
  } catch (error) {
    return answerAway(request, error);
  }
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
