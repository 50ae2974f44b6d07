import type { ReactNode } from "react";
import { Shell } from "@/components/shell/shell";
import { requireActor } from "@/lib/auth/next";
import { countCampaignsByStatus } from "@/lib/campaigns/server";
import { getFlow } from "@/lib/coupons/server";
import { isDemo, readEnv } from "@/lib/platform/env";

/** Every page is for whoever asks: nothing is rendered at build time. */
export const dynamic = "force-dynamic";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const actor = await requireActor();
  const [counts, flow] = await Promise.all([countCampaignsByStatus(actor), getFlow(actor)]);
  if (!flow.ok) throw new Error(flow.error.detail);
  return (
    <Shell
      person={actor}
      flow={flow.value}
      viewer={{ id: actor.id, zone: readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE }}
      activeCampaigns={counts.ok ? counts.value.active : 0}
      isPublicDemo={isDemo() && readEnv("DEMO_PUBLIC").DEMO_PUBLIC}
    >
      {children}
    </Shell>
  );
}
