import type { Metadata } from "next";
import { SpendPace } from "@/components/costs/spend-pace";
import { PageTitle } from "@/components/shell/page-title";
import { DrillCard } from "@/components/switch/drill-card";
import { OfflineShell } from "@/components/switch/offline-shell";
import { PauseHistory } from "@/components/switch/pause-history";
import { Thumb } from "@/components/switch/thumb";
import { requireActor } from "@/lib/auth/next";
import { getSpendPace } from "@/lib/costs/server";
import { getFlow } from "@/lib/coupons/server";
import { readEnv } from "@/lib/platform/env";
import { listDrills, listPauses } from "@/lib/switch/server";

export const metadata: Metadata = { title: "Pause" };

export default async function Page() {
  const actor = await requireActor();
  // figures and history are an aid: the pause must be there without them
  const [flow, pace, pauses, drills] = await Promise.all([
    getFlow(actor),
    getSpendPace(actor).catch(() => null),
    listPauses(actor, { limit: 20 }).catch(() => null),
    listDrills(actor, 5).catch(() => null),
  ]);
  if (!flow.ok) throw new Error(flow.error.detail);
  const zone = readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE;
  return (
    <>
      <PageTitle>Pause</PageTitle>
      <OfflineShell />
      <Thumb initial={flow.value} viewer={{ id: actor.id, zone }}>
        {pace?.ok && <SpendPace initial={pace.value} />}
      </Thumb>
      {pauses?.ok && <PauseHistory pauses={pauses.value.data} zone={zone} now={new Date().toISOString()} />}
      {drills?.ok && <DrillCard drills={drills.value} zone={zone} now={new Date().toISOString()} />}
    </>
  );
}
