import "server-only";
import { describeDiscount } from "@/lib/campaigns";
import { getDemoChatCampaign, getDemoClientKey } from "@/lib/members/server";
import { gatewayPort, isDemo, readEnv } from "@/lib/platform/env";
import { askSluice } from "./ask-sluice";

/** What the sample's page needs. */
export type ChatSettings = {
  /** Reads flags and nothing else: a browser may hold it. */
  clientKey: string;
  gatewayPort: number;
  /** The campaign whose coupon this chatbot offers. */
  campaign: string;
  /** The coupon in words, such as "CNY 25 off"; null when the campaign cannot be read just now. */
  offer: { name: string; discount: string; validHours: number | null } | null;
};

async function readOffer(campaign: string): Promise<ChatSettings["offer"]> {
  const answer = await askSluice(`/api/v1/campaigns/${campaign}`).catch(() => null);
  if (!answer?.ok) return null;
  const { name, discount, couponValidHours } = await answer.json();
  return { name, discount: describeDiscount(discount), validHours: couponValidHours ?? null };
}

/** The sample chatbot's settings; null without the demo, whose keys it uses. `wanted` tries another campaign. */
export async function getChatSettings(wanted?: string): Promise<ChatSettings | null> {
  if (!isDemo() || !readEnv("DEMO_API_KEY").DEMO_API_KEY) return null;
  const clientKey = await getDemoClientKey();
  if (!clientKey) return null;
  const campaign =
    wanted && /^[a-z0-9-]{3,60}$/.test(wanted) ? wanted : ((await getDemoChatCampaign()) ?? "welcome");
  return { clientKey, gatewayPort: gatewayPort(), campaign, offer: await readOffer(campaign) };
}
