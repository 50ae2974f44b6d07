"use client";

import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useActionState, useEffect } from "react";
import { Button } from "@/components/ui/button";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import type { Campaign, Exhaustion } from "@/lib/campaigns";
import { formatMinor } from "@/lib/kernel/money";
import type { Flow } from "@/lib/switch";
import { resumeNow } from "@/lib/switch/actions";
import type { Viewer } from "./flow-words";
import { useFlow, useFlowUpdate } from "./use-flow";

const number = new Intl.NumberFormat("en");

async function readLiveCampaigns(): Promise<Campaign[]> {
  const pages = await Promise.all(
    ["active", "paused"].map(async (status) => {
      const answer = await fetch(`/api/v1/campaigns?status=${status}&limit=20`, { cache: "no-store" });
      if (!answer.ok) throw new Error(`campaigns were answered ${answer.status}`);
      return ((await answer.json()) as { data: Campaign[] }).data;
    }),
  );
  return pages.flat();
}

const usedUp: Record<Exhaustion, string> = {
  coupons: "All its coupons are issued",
  codes: "It has no code left to issue",
  budget: "Its budget is used up",
};

/** What a campaign has left, in words. */
function leftOf({ limits, issued, discountSpent, discountOpen, discount }: Campaign): string {
  const parts: string[] = [];
  if (limits.coupons !== undefined) {
    const left = Math.max(0, limits.coupons - issued);
    parts.push(`${number.format(left)} of ${number.format(limits.coupons)} coupons left`);
  } else parts.push("no limit on coupons");
  if (limits.discount !== undefined && discount.currency !== undefined) {
    const left = Math.max(0, limits.discount - discountSpent - discountOpen);
    parts.push(
      `${formatMinor(left, discount.currency)} of ${formatMinor(limits.discount, discount.currency)} in discounts`,
    );
  }
  return parts.join(", ");
}

/**
 * The second step of resuming: what will restart. The browser's own popover, so that it opens without JavaScript; what
 * it lists comes with JavaScript, what it does does not need it.
 */
export function ResumeStep({ initial, viewer }: { initial: Flow; viewer: Viewer }) {
  const { data: flow } = useFlow(initial);
  const [state, resume, pending] = useActionState(resumeNow, null);
  const update = useFlowUpdate();
  const router = useRouter();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer
  useEffect(() => {
    if (!state?.ok) return;
    update(state.value);
    router.refresh();
  }, [state]);
  const asks = flow.switch.issuance === "paused" && flow.mayResume;
  const { data: campaigns } = useQuery({
    queryKey: ["campaigns", "live"],
    queryFn: readLiveCampaigns,
    enabled: asks,
  });
  if (!asks) return null;
  const others = flow.switch.changedBy.id !== viewer.id;
  return (
    <div
      id="resume-step"
      popover="auto"
      className="fixed inset-auto top-16 right-4 m-0 max-h-[calc(100dvh-5rem)] w-[min(30rem,calc(100vw-2rem))] overflow-auto rounded-card border border-line bg-surface p-4 text-ink shadow-float lg:right-6"
    >
      <h2 className="text-section font-semibold">Resume promotions?</h2>
      {others && (
        <p className="mt-1 text-ink-2">
          {flow.switch.changedBy.name} paused
          {flow.switch.reason ? `: “${flow.switch.reason}”` : ", without a reason"}.
        </p>
      )}
      <ul className="mt-2 divide-y divide-line">
        {campaigns?.map((campaign) => (
          <li key={campaign.key} className="py-2.5">
            <p className="font-medium">{campaign.name}</p>
            <p className="text-ink-2">
              {campaign.status === "paused"
                ? `Stays paused: ${campaign.pause?.by.name ?? "somebody"} paused it`
                : campaign.exhaustedBy
                  ? `${usedUp[campaign.exhaustedBy]}: nothing restarts`
                  : leftOf(campaign)}
            </p>
          </li>
        ))}
        {campaigns?.length === 0 && (
          <li className="py-2.5 text-ink-2">No campaign is active: nothing restarts.</li>
        )}
      </ul>
      {state !== null && !state.ok && !pending && (
        <Note look="red" alert className="mt-2">
          Still paused. {state.detail}
        </Note>
      )}
      <form action={resume} className="mt-3 flex gap-2">
        <SubmitButton kind="primary" pending={pending} pendingLabel="Resuming…">
          <Play aria-hidden fill="currentColor" strokeWidth={0} />
          Resume now
        </SubmitButton>
        <Button popoverTarget="resume-step" popoverTargetAction="hide">
          Not now
        </Button>
      </form>
    </div>
  );
}
