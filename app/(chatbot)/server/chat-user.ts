import "server-only";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { cookies } from "next/headers";
import { readEnv } from "@/lib/platform/env";

/** Under https the browser itself holds that no other host and no plain http has set it. */
const cookieName = () => (isHttps() ? "__Host-sluice-chat" : "sluice-chat");
const DAYS = 180;

/** Who chats, as the chatbot knows them: a pseudonym, and the campaign that gave them a coupon. */
export type ChatUser = { subject: string; campaign: string | null };

const isHttps = () => readEnv("AUTH_URL").AUTH_URL?.startsWith("https:") ?? false;

function sign(text: string): string {
  return createHmac("sha256", readEnv("AUTH_SECRET").AUTH_SECRET).update(`chat ${text}`).digest("base64url");
}

function parse(cookie: string | undefined): ChatUser | null {
  const [subject = "", campaign = "", signature = ""] = (cookie ?? "").split(".");
  const expected = Buffer.from(sign(`${subject}.${campaign}`));
  const given = Buffer.from(signature);
  if (!subject || given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return { subject, campaign: campaign || null };
}

/** The user of this request, or a new one; `isNew` tells. A cookie that we did not sign counts for nothing. */
export async function readChatUser(): Promise<ChatUser & { isNew: boolean }> {
  const known = parse((await cookies()).get(cookieName())?.value);
  if (known) return { ...known, isNew: false };
  return { subject: `chat_${randomBytes(8).toString("hex")}`, campaign: null, isNew: true };
}

/** Only in a route handler. */
export async function keepChatUser({ subject, campaign }: ChatUser): Promise<void> {
  const text = `${subject}.${campaign ?? ""}`;
  (await cookies()).set(cookieName(), `${text}.${sign(text)}`, {
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    maxAge: DAYS * 86_400,
    secure: isHttps(),
  });
}
