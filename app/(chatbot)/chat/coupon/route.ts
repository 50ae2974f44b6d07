import { askSluice } from "../../server/ask-sluice";
import { keepChatUser } from "../../server/chat-user";
import { guardChat } from "../../server/guard";
import { getChatSettings } from "../../server/settings";

/** The chatbot's own backend: it holds the secret key and knows who chats; the browser only says that it wants one. */
export async function POST(request: Request): Promise<Response> {
  const settings = await getChatSettings(new URL(request.url).searchParams.get("campaign") ?? undefined);
  if (!settings) return new Response(null, { status: 404 });
  const user = await guardChat(request);
  if (user instanceof Response) return user;
  const { campaign } = settings;
  const answer = await askSluice(`/api/v1/campaigns/${campaign}/coupons`, {
    method: "POST",
    // the same person asking again gets the coupon they have
    headers: { "content-type": "application/json", "idempotency-key": `chat-${user.subject}` },
    body: JSON.stringify({ subject: user.subject }),
  }).catch(() => null);
  if (!answer)
    return Response.json({ detail: "Coupons cannot be reached just now. Try again." }, { status: 503 });
  const body = await answer.json();
  if (!answer.ok) return Response.json({ code: body.code, detail: body.detail }, { status: answer.status });
  await keepChatUser({ ...user, campaign });
  return Response.json({ code: body.code, expiresAt: body.expiresAt ?? null });
}
