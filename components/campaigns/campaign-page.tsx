import type { ReactNode } from "react";
import { Activity } from "@/components/audit/activity";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { AuditEntry } from "@/lib/audit";
import {
  type Campaign,
  type ConfirmStep,
  describeCampaign,
  type offerMoves,
  type ServeForecast,
  toSentence,
} from "@/lib/campaigns";
import { CampaignFigures } from "./campaign-figures";
import { CampaignHead } from "./campaign-head";
import { CampaignSettings } from "./campaign-settings";
import { CampaignTabs } from "./campaign-tabs";
import { ConfirmPanel } from "./confirm-panel";
import { CostCard } from "./cost-card";
import { NoteForm } from "./note-form";
import { PauseNote } from "./pause-note";
import { SaveTemplate } from "./save-template";

type Props = {
  campaign: Campaign;
  offered: ReturnType<typeof offerMoves>;
  /** The step that the address asks for, when it is offered. */
  step: ConfirmStep | undefined;
  activity: AuditEntry[];
  mayWrite: boolean;
  zone: string;
  now: Date;
  asOf: string;
  /** What a coupon user costs to serve; null while nothing is learned. */
  forecast: ServeForecast | null;
  /** What other areas know of this campaign: from eligible to redeemed, and its coupons. */
  funnel: ReactNode;
  children?: ReactNode;
};

/** /campaigns/{key}: what it is, how far it has come, what can be done now. */
export function CampaignPage({
  campaign,
  offered,
  step,
  activity,
  mayWrite,
  zone,
  now,
  asOf,
  forecast,
  funnel,
  children,
}: Props) {
  const thisYear = now.getFullYear();
  const isOver = campaign.status === "ended" || campaign.status === "archived";
  const notes = activity.filter(({ action }) => action === "campaign.noted").length;
  return (
    <>
      <CampaignHead
        campaign={campaign}
        offered={offered}
        open={step}
        zone={zone}
        asOf={asOf}
        thisYear={thisYear}
      />
      <CampaignTabs campaignKey={campaign.key} current="" />
      {step ? (
        <ConfirmPanel campaign={campaign} step={step} zone={zone} now={now} forecast={forecast} />
      ) : (
        <div className="-mt-1 grid gap-1 text-pretty text-ink-2">
          <p>{toSentence(describeCampaign(campaign, zone, thisYear, isOver ? null : forecast))}</p>
          {campaign.description && <p className="whitespace-pre-line text-ink-3">{campaign.description}</p>}
        </div>
      )}
      {step !== "resume" && (
        <PauseNote
          campaign={campaign}
          zone={zone}
          thisYear={thisYear}
          mayResume={offered.steps.includes("resume")}
        />
      )}
      <CampaignFigures campaign={campaign} zone={zone} now={now} />
      {(campaign.costs || !isOver) && (
        <CostCard campaign={campaign} forecast={forecast} zone={zone} now={now} />
      )}
      {funnel}
      {children}
      <div className="grid gap-4 lg:grid-cols-2">
        <CampaignSettings campaign={campaign} zone={zone} thisYear={thisYear}>
          {mayWrite && <SaveTemplate campaign={campaign} />}
        </CampaignSettings>
        <Card>
          <CardHead title="Activity" hint={zone}>
            <TextLink href={`/audit?target=campaign:${campaign.key}`}>All of it</TextLink>
          </CardHead>
          <CardBody className="grid gap-3">
            {mayWrite && <NoteForm campaignKey={campaign.key} written={notes} />}
            <Activity entries={activity} zone={zone} thisYear={thisYear} />
          </CardBody>
        </Card>
      </div>
    </>
  );
}
