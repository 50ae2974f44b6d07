import type { ReactNode } from "react";
import { Shell } from "@/components/shell/shell";
import { requireActor } from "@/lib/auth/next";
import { countCampaignsByStatus } from "@/lib/campaigns/server";
import { isDemo, readEnv } from "@/lib/platform/env";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const actor = await requireActor();
  const counts = await countCampaignsByStatus(actor);
  return (
    <Shell
      person={actor}
      activeCampaigns={counts.ok ? counts.value.active : 0}
      isPublicDemo={isDemo() && readEnv("DEMO_PUBLIC").DEMO_PUBLIC}
    >
      {children}
    </Shell>
  );
}
