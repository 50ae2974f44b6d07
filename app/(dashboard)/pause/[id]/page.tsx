import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageTitle } from "@/components/shell/page-title";
import { PauseRecordView } from "@/components/switch/pause-record";
import { requireActor } from "@/lib/auth/next";
import { getPauseEffect, getSpendAround } from "@/lib/costs/server";
import { readEnv } from "@/lib/platform/env";
import { getPause } from "@/lib/switch/server";

export const metadata: Metadata = { title: "A pause" };

type Props = { params: Promise<{ id: string }> };

export default async function Page({ params }: Props) {
  const actor = await requireActor();
  const pause = await getPause(actor, (await params).id);
  if (!pause.ok) notFound();
  const [spend, told] = await Promise.all([
    getSpendAround(actor, pause.value.pausedAt),
    getPauseEffect(actor, pause.value.id),
  ]);
  const zone = readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE;
  return (
    <>
      <PageTitle above={{ href: "/pause", name: "Pause" }}>What happened</PageTitle>
      <PauseRecordView
        pause={pause.value}
        spend={spend.ok ? spend.value : null}
        effect={told.ok ? told.value.effect : null}
        zone={zone}
        now={new Date().toISOString()}
      />
    </>
  );
}
