import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import { getSettingValue } from "./member-queries";
import { upsertSetting } from "./member-store";

/** Keys of the settings that the demo's loading writes. */
export const DEMO_SETTINGS = {
  /** "on" or "off": the synthetic chatbot. */
  chatbot: "demo.chatbot",
  /** The sample chatbot's client key, whole: it reads flags and nothing else. */
  clientKey: "demo.client_key",
  /** The campaign whose coupon the sample chatbot offers. */
  chatCampaign: "demo.chat_campaign",
} as const;

/** Whether the demo's synthetic chatbot should run; `null` when the database carries no demo. */
export async function getDemoChatbot(): Promise<"on" | "off" | null> {
  const value = await getSettingValue(DEMO_SETTINGS.chatbot);
  return value === "on" || value === "off" ? value : null;
}

/** Turns the synthetic chatbot on or off; it follows within seconds. Administrators only. */
export async function setDemoChatbot(actor: Actor, value: "on" | "off"): Promise<Result<"on" | "off">> {
  const may = authorize(actor, "manage_members");
  if (!may.ok) return may;
  const before = await getDemoChatbot();
  await db().$transaction(async (tx) => {
    await upsertSetting(tx, DEMO_SETTINGS.chatbot, value);
    await recordAudit(tx, actor, {
      action: "demo_chatbot.set",
      target: { kind: "setting", id: DEMO_SETTINGS.chatbot },
      before: { value: before },
      after: { value },
    });
  });
  return ok(value);
}

/** The sample chatbot's client key: reads flags and nothing else, so a browser may hold it. null without a demo. */
export async function getDemoClientKey(): Promise<string | null> {
  const value = await getSettingValue(DEMO_SETTINGS.clientKey);
  return typeof value === "string" ? value : null;
}

/** The campaign whose coupon the sample chatbot offers; null without a demo. */
export async function getDemoChatCampaign(): Promise<string | null> {
  const value = await getSettingValue(DEMO_SETTINGS.chatCampaign);
  return typeof value === "string" ? value : null;
}
