import { randomUUID } from "node:crypto";
import { z } from "zod";
import { countTokens, replyTo } from "@/components/chat/canned-replies";
import { askSluice } from "../../server/ask-sluice";
import { guardChat } from "../../server/guard";
import { getChatSettings } from "../../server/settings";

const input = z.strictObject({
  text: z.string().trim().min(1, "say something").max(2_000, "may have at most 2,000 characters"),
  /** Letters of the conversation so far, which a model would read again. */
  history: z.int().min(0).max(200_000),
});

/** A system prompt of the usual length stands before every conversation. */
const SYSTEM_TOKENS = 900;

async function meter(subject: string, campaign: string | null, inputTokens: number, outputTokens: number) {
  await askSluice("/api/v1/events", {
    method: "POST",
    headers: { "content-type": "application/cloudevents+json" },
    body: JSON.stringify({
      specversion: "1.0",
      id: randomUUID(),
      source: "demo",
      type: "sluice.inference",
      subject,
      time: new Date().toISOString(),
      data: {
        model: "qwen-plus",
        provider: "dashscope",
        inputTokens,
        outputTokens,
        ...(campaign ? { campaign } : {}),
      },
    }),
  });
}

/** Answers without a model and meters it as one would. */
export async function POST(request: Request): Promise<Response> {
  if (!(await getChatSettings())) return new Response(null, { status: 404 });
  const user = await guardChat(request);
  if (user instanceof Response) return user;
  const parsed = input.safeParse(await request.json().catch(() => null));
  if (!parsed.success) {
    return Response.json(
      { detail: parsed.error.issues[0]?.message ?? "This is no message." },
      { status: 422 },
    );
  }
  const { text, history } = parsed.data;
  const reply = replyTo(text);
  const inputTokens = SYSTEM_TOKENS + Math.ceil(history / 4) + countTokens(text);
  const outputTokens = countTokens([...reply.paragraphs, ...(reply.list ?? [])].join(" "));
  // an answer that could not be metered is still an answer
  await meter(user.subject, user.campaign, inputTokens, outputTokens).catch(() => undefined);
  return Response.json({ reply });
}
