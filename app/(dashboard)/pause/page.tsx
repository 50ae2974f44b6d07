import type { Metadata } from "next";
import { SpendPace } from "@/components/costs/spend-pace";
import { PageTitle } from "@/components/shell/page-title";
import { Thumb } from "@/components/switch/thumb";
import { requireActor } from "@/lib/auth/next";
import { getSpendPace } from "@/lib/costs/server";
import { getFlow } from "@/lib/coupons/server";
import { readEnv } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Pause" };

export default async function Page() {
  const actor = await requireActor();
  // the figures are an aid: the pause must be there without them
  const [flow, pace] = await Promise.all([getFlow(actor), getSpendPace(actor).catch(() => null)]);
  if (!flow.ok) throw new Error(flow.error.detail);
  const zone = readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE;
  return (
    <>
      <PageTitle>Pause</PageTitle>
      <Thumb initial={flow.value} viewer={{ id: actor.id, zone }}>
        {pace?.ok && <SpendPace initial={pace.value} />}
      </Thumb>
    </>
  );
}
