import "server-only";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { type ChatUser, keepChatUser, readChatUser } from "./chat-user";

const perUser = new RateLimiterMemory({ keyPrefix: "user", points: 20, duration: 60 });
/** Whoever drops the cookie is somebody new each time: newcomers share their address's allowance. */
const perAddress = new RateLimiterMemory({ keyPrefix: "address", points: 240, duration: 60 });

function refused(status: number, detail: string, headers: Record<string, string> = {}): Response {
  return Response.json({ detail }, { status, headers });
}

function isOwnOrigin(request: Request): boolean {
  const origin = request.headers.get("origin");
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  try {
    return origin !== null && new URL(origin).host === host;
  } catch {
    return false;
  }
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
  if (!isOwnOrigin(request)) return refused(403, "This must come from the chat's own page.");
  const { isNew, ...user } = await readChatUser();
  if (!(await isWithinLimits(request, user.subject))) {
    return refused(429, "That was a lot at once. Wait a minute.", { "retry-after": "60" });
  }
  if (isNew) await keepChatUser(user);
  return user;
}
