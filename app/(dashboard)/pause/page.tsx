import type { Metadata } from "next";
import { PageTitle } from "@/components/shell/page-title";
import { OfflineShell } from "@/components/switch/offline-shell";
import { PauseHistory } from "@/components/switch/pause-history";
import { SpendFacts } from "@/components/switch/spend-facts";
import { Thumb } from "@/components/switch/thumb";
import { requireActor } from "@/lib/auth/next";
import { getSpendPace } from "@/lib/costs/server";
import { getFlow } from "@/lib/coupons/server";
import { readEnv } from "@/lib/platform/env";
import { listPauses } from "@/lib/switch/server";

export const metadata: Metadata = { title: "Pause" };

export default async function Page() {
  const actor = await requireActor();
  const [flow, pace, pauses] = await Promise.all([
    getFlow(actor),
    getSpendPace(actor),
    listPauses(actor, { limit: 20 }),
  ]);
  if (!flow.ok) throw new Error(flow.error.detail);
  const zone = readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE;
  return (
    <>
      <PageTitle>Pause</PageTitle>
      <OfflineShell />
      <Thumb initial={flow.value} viewer={{ id: actor.id, zone }}>
        {pace.ok && <SpendFacts pace={pace.value} />}
      </Thumb>
      {pauses.ok && <PauseHistory pauses={pauses.value.data} zone={zone} now={new Date().toISOString()} />}
    </>
  );
}
