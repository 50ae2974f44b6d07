import "server-only";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import { getSettingValue } from "./member-queries";
import { upsertSetting } from "./member-store";

export const DEMO_CHATBOT_SETTING = "demo.chatbot";
export const DEMO_CLIENT_KEY_SETTING = "demo.client_key";
export const DEMO_CHAT_CAMPAIGN_SETTING = "demo.chat_campaign";

/** Whether the demo's synthetic chatbot should run; `null` when the database carries no demo. */
export async function getDemoChatbot(): Promise<"on" | "off" | null> {
  const value = await getSettingValue(DEMO_CHATBOT_SETTING);
  return value === "on" || value === "off" ? value : null;
}

/** Turns the synthetic chatbot on or off; it follows within seconds. Administrators only. */
export async function setDemoChatbot(actor: Actor, value: "on" | "off"): Promise<Result<"on" | "off">> {
  const may = authorize(actor, "manage_members");
  if (!may.ok) return may;
  const before = await getDemoChatbot();
  await db().$transaction(async (tx) => {
    await upsertSetting(tx, DEMO_CHATBOT_SETTING, value);
    await recordAudit(tx, actor, {
      action: "demo_chatbot.set",
      target: { kind: "setting", id: DEMO_CHATBOT_SETTING },
      before: { value: before },
      after: { value },
    });
  });
  return ok(value);
}

/** The sample chatbot's client key: reads flags and nothing else, so a browser may hold it. null without a demo. */
export async function getDemoClientKey(): Promise<string | null> {
  const value = await getSettingValue(DEMO_CLIENT_KEY_SETTING);
  return typeof value === "string" ? value : null;
}

/** The campaign whose coupon the sample chatbot offers; null without a demo. */
export async function getDemoChatCampaign(): Promise<string | null> {
  const value = await getSettingValue(DEMO_CHAT_CAMPAIGN_SETTING);
  return typeof value === "string" ? value : null;
}
