"use client";

import { Undo2, X } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { useActionState, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { SubmitButton } from "@/components/ui/submit-button";
import type { Flow } from "@/lib/switch";
import { undoNow } from "@/lib/switch/actions";
import { byWhom, type Viewer } from "./flow-words";
import { PauseFields } from "./pause-fields";
import { Receipt } from "./receipt";
import { useFlow, useFlowUpdate } from "./use-flow";

const number = new Intl.NumberFormat("en");

/** Takes the pause back in one click, while nothing else has changed. */
export function UndoForm({ flow, large = false }: { flow: Flow; large?: boolean }) {
  const [state, undo, pending] = useActionState(undoNow, null);
  const update = useFlowUpdate();
  const router = useRouter();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer
  useEffect(() => {
    if (!state?.ok) return;
    update(state.value);
    router.refresh();
  }, [state]);
  if (!flow.receipt?.canUndo) return null;
  return (
    <form action={undo} className="flex flex-wrap items-center gap-3">
      <input type="hidden" name="version" value={flow.switch.version} />
      <SubmitButton
        pending={pending}
        pendingLabel="Undoing…"
        size={large ? "tall" : "medium"}
        className={large ? "w-full" : ""}
      >
        <Undo2 aria-hidden />
        Undo this pause
      </SubmitButton>
      {!large && <span className="text-meta text-ink-2">until something else changes</span>}
      {state !== null && !state.ok && !pending && <span className="text-meta text-red">{state.detail}</span>}
    </form>
  );
}

/**
 * What the pause did and what may be added to it. It comes with the commit, pushes the page down once, and stays until
 * it is dismissed or promotions resume.
 */
export function PausePanel({ initial, viewer }: { initial: Flow; viewer: Viewer }) {
  const { data: flow } = useFlow(initial);
  // the phone's page has the same parts in an order of its own
  const isElsewhere = usePathname() === "/pause";
  const [dismissed, setDismissed] = useState<string | null>(null);
  const { receipt } = flow;
  const seen = receipt && `sluice.pause.${receipt.pauseId}`;
  useEffect(() => {
    if (seen && sessionStorage.getItem(seen)) setDismissed(seen);
  }, [seen]);
  if (flow.switch.issuance !== "paused" || !receipt || dismissed === seen || isElsewhere) return null;
  const stays =
    flow.switch.redemption === "paused"
      ? `${number.format(flow.openCoupons)} issued coupons cannot be redeemed until promotions resume.`
      : `${number.format(flow.openCoupons)} issued coupons stay redeemable.`;
  return (
    <section
      aria-labelledby="paused"
      className="grid overflow-hidden rounded-card border border-amber-line bg-surface lg:grid-cols-[minmax(0,3fr)_minmax(0,5fr)]"
    >
      <div className="grid content-start gap-4 border-amber-line bg-amber-soft p-4 max-lg:border-b lg:border-r">
        <div>
          <div className="flex items-start justify-between gap-2">
            <h2 id="paused" className="text-section font-semibold">
              Promotions are paused
            </h2>
            <Button
              kind="quiet"
              size="icon"
              aria-label="Dismiss"
              className="-mt-1.5 -mr-1.5 scripted-off:hidden"
              onClick={() => {
                if (!seen) return;
                sessionStorage.setItem(seen, "dismissed");
                setDismissed(seen);
              }}
            >
              <X aria-hidden />
            </Button>
          </div>
          <p className="mt-1 text-pretty text-ink-2">
            {byWhom(flow.switch.changedBy, viewer) === "by you"
              ? ""
              : `Paused ${byWhom(flow.switch.changedBy, viewer)}. `}
            No coupon has been issued since the commit. {stays}
          </p>
        </div>
        <Receipt receipt={receipt} viewer={viewer} />
        <UndoForm flow={flow} />
      </div>
      <div className="p-4">
        <PauseFields key={receipt.pauseId} flow={flow} viewer={viewer} />
      </div>
    </section>
  );
}
