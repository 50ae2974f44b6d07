import { Copy, Pencil } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Instant } from "@/components/ui/instant";
import type { Campaign, ConfirmStep, offerMoves } from "@/lib/campaigns";
import { duplicateCampaignAction, pauseCampaignAction } from "@/lib/campaigns/actions";
import { MoveForm } from "./move-form";
import { StatusPill } from "./status-pill";

type Props = {
  campaign: Campaign;
  offered: ReturnType<typeof offerMoves>;
  /** The step that is open: its button has done its part. */
  open: ConfirmStep | undefined;
  zone: string;
  asOf: string;
  thisYear: number;
};

const words: Record<ConfirmStep, string> = {
  launch: "Launch…",
  resume: "Resume…",
  unschedule: "Back to draft…",
  end: "End…",
  archive: "Archive…",
};

function Step({ campaign, step, primary }: { campaign: Campaign; step: ConfirmStep; primary: boolean }) {
  return (
    <Button kind={primary ? "primary" : "default"} asChild>
      <Link href={`/campaigns/${campaign.key}?confirm=${step}`} scroll={false}>
        {words[step]}
      </Link>
    </Button>
  );
}

/** State, key, on whose clock and as of when; at the right what can be done now. */
export function CampaignHead({ campaign, offered, open, zone, asOf, thisYear }: Props) {
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2">
      <span role="status" className="inline-flex">
        <StatusPill status={campaign.status} exhaustedBy={campaign.exhaustedBy} />
      </span>
      <span className="min-w-0 font-mono wrap-anywhere text-ink-3">{campaign.key}</span>
      <span className="text-meta text-ink-3">
        {zone} · as of <Instant at={asOf} zone={zone} thisYear={thisYear} seconds />
      </span>
      <div className="ml-auto flex flex-wrap items-start gap-2">
        {offered.duplicate && (
          <MoveForm
            action={duplicateCampaignAction}
            campaign={campaign}
            guarded={false}
            kind="quiet"
            pendingLabel="Duplicating…"
            label={
              <>
                <Copy aria-hidden strokeWidth={1.5} />
                Duplicate
              </>
            }
          />
        )}
        {offered.edit && (
          <Button asChild>
            <Link href={`/campaigns/${campaign.key}/edit`}>
              <Pencil aria-hidden strokeWidth={1.5} />
              Edit
            </Link>
          </Button>
        )}
        {offered.steps
          .filter((step) => step !== open)
          .toReversed()
          .map((step) => (
            <Step key={step} campaign={campaign} step={step} primary={step === "launch" && !open} />
          ))}
        {offered.pause && (
          <MoveForm
            action={pauseCampaignAction}
            campaign={campaign}
            guarded={false}
            label="Pause this campaign"
            pendingLabel="Pausing…"
          />
        )}
      </div>
    </div>
  );
}
