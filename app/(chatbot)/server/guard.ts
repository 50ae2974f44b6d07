import "server-only";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { comesFromElsewhere } from "@/lib/auth";
import { readEnv } from "@/lib/platform/env";
import { type ChatUser, keepChatUser, readChatUser } from "./chat-user";

const perUser = new RateLimiterMemory({ keyPrefix: "user", points: 20, duration: 60 });
/** Whoever drops the cookie is somebody new each time: newcomers share their address's allowance. */
const perAddress = new RateLimiterMemory({ keyPrefix: "address", points: 240, duration: 60 });

function refused(status: number, detail: string, headers: Record<string, string> = {}): Response {
  return Response.json({ detail }, { status, headers });
}

async function isWithinLimits(request: Request, subject: string): Promise<boolean> {
  const address = request.headers.get("x-forwarded-for")?.split(",")[0]?.trim() || "here";
  try {
    await perAddress.consume(address);
    await perUser.consume(subject);
    return true;
  } catch {
    return false;
  }
}

/** Same origin, within the limits, and who it is. A Response is the refusal. */
export async function guardChat(request: Request): Promise<ChatUser | Response> {
  if (comesFromElsewhere(request.headers, readEnv("AUTH_URL").AUTH_URL))
    return refused(403, "This must come from the chat's own page.");
  const { isNew, ...user } = await readChatUser();
  if (!(await isWithinLimits(request, user.subject))) {
    return refused(429, "That was a lot at once. Wait a minute.", { "retry-after": "60" });
  }
  if (isNew) await keepChatUser(user);
  return user;
}
