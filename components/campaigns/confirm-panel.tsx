import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FocusHere } from "@/components/ui/focus-here";
import { Input } from "@/components/ui/input";
import { type Campaign, type ConfirmStep, describeCampaign, type ServeForecast } from "@/lib/campaigns";
import {
  archiveCampaignAction,
  endCampaignAction,
  launchCampaignAction,
  resumeCampaignAction,
  unscheduleCampaignAction,
} from "@/lib/campaigns/actions";
import { formatInstant } from "@/lib/kernel/local-time";
import { formatMicros, formatMinor } from "@/lib/kernel/money";
import { MoveForm } from "./move-form";
import { Sentence } from "./sentence";
import { ServeNote } from "./serve-note";

type Props = {
  campaign: Campaign;
  step: ConfirmStep;
  zone: string;
  now: Date;
  forecast: ServeForecast | null;
};
type Told = {
  title: string;
  says: ReactNode;
  action: typeof launchCampaignAction;
  label: string;
  pending: string;
  no: string;
  harm?: boolean;
  field?: ReactNode;
};

const number = new Intl.NumberFormat("en");

function launch({ campaign, zone, now, forecast }: Props): Told {
  const ahead = campaign.startsAt && Date.parse(campaign.startsAt) > now.getTime() ? campaign.startsAt : null;
  const start = ahead && formatInstant(ahead, campaign.timeZone ?? zone, now.getFullYear());
  return {
    title: start ? "Schedule this campaign?" : "Launch this campaign?",
    says: (
      <>
        <Sentence phrases={describeCampaign(campaign, zone, now.getFullYear(), forecast)} />
        <ServeNote campaign={campaign} forecast={forecast} />
      </>
    ),
    action: launchCampaignAction,
    label: start ? `Schedule for ${start}` : "Launch now",
    pending: start ? "Scheduling…" : "Launching…",
    no: "Not yet",
  };
}

function costsLeft({ limitMicros, committedMicros }: NonNullable<Campaign["costs"]>): string {
  const left = BigInt(limitMicros) - BigInt(committedMicros);
  return formatMicros(left > 0n ? left : 0n);
}

/** What restarts: coupons left, money left. */
function left({ limits, issued, discount, discountSpent, discountOpen, costs }: Campaign): string[] {
  const coupons = limits.coupons === undefined ? null : limits.coupons - issued;
  const money =
    limits.discount === undefined || !discount.currency
      ? null
      : limits.discount - discountSpent - discountOpen;
  return [
    coupons === null
      ? "Any number of coupons may be issued."
      : `${number.format(Math.max(0, coupons))} of ${number.format(limits.coupons ?? 0)} coupons are left.`,
    ...(money === null || !discount.currency
      ? []
      : [`${formatMinor(Math.max(0, money), discount.currency)} of its discount budget are left.`]),
    ...(costs
      ? [`${costs.currency} ${costsLeft(costs)} of its budget for discounts and inference are left.`]
      : []),
  ];
}

function resume({ campaign, zone, now }: Props): Told {
  const over = campaign.status !== "paused";
  const { pause } = campaign;
  const paused = pause
    ? `${pause.by.name} paused it ${formatInstant(pause.at, zone, now.getFullYear())}${pause.reason ? `: ${pause.reason}` : "."}`
    : "";
  return {
    title: over ? "Let its coupons be redeemed again?" : "Resume this campaign?",
    says: (
      <ul className="grid gap-1 text-lead text-ink-2">
        <li>{paused}</li>
        {!over && left(campaign).map((line) => <li key={line}>{line}</li>)}
        {!over && campaign.endsAt && (
          <li>
            It ends {formatInstant(campaign.endsAt, campaign.timeZone ?? zone, now.getFullYear())}, as set.
          </li>
        )}
      </ul>
    ),
    action: resumeCampaignAction,
    label: over ? "Open redemption" : "Resume this campaign",
    pending: "Resuming…",
    no: "Stay paused",
    field: (
      <Field label="Reason, for the audit" hint="May stay empty" className="mb-3 max-w-100">
        {(control) => <Input {...control} name="reason" maxLength={500} autoComplete="off" />}
      </Field>
    ),
  };
}

function unschedule({ campaign, zone, now }: Props): Told {
  const start =
    campaign.startsAt && formatInstant(campaign.startsAt, campaign.timeZone ?? zone, now.getFullYear());
  return {
    title: "Take it back to draft?",
    says: (
      <p className="text-lead text-ink-2">
        It will not start{start ? ` ${start}` : ""} and can be launched later.
      </p>
    ),
    action: unscheduleCampaignAction,
    label: "Back to draft",
    pending: "Taking it back…",
    no: "Keep the schedule",
  };
}

function end({ campaign }: Props): Told {
  const stay =
    campaign.redemption === "paused"
      ? "Redemption stays paused until somebody resumes it."
      : "Coupons already issued stay redeemable until they expire.";
  return {
    title: "End this campaign for good?",
    says: (
      <p className="text-lead text-ink-2">
        No coupon is issued from then on, and it cannot be launched again. {stay} To stop it for a while,
        pause it.
      </p>
    ),
    action: endCampaignAction,
    label: "End it now",
    pending: "Ending…",
    no: "Keep it running",
    harm: true,
  };
}

function archive(): Told {
  return {
    title: "Archive this campaign?",
    says: (
      <p className="text-lead text-ink-2">
        It stays readable with everything it did, and its key stays taken. It cannot be launched or edited
        again.
      </p>
    ),
    action: archiveCampaignAction,
    label: "Archive it",
    pending: "Archiving…",
    no: "Keep it",
  };
}

const tell: Record<ConfirmStep, (props: Props) => Told> = { launch, resume, unschedule, end, archive };

/** The second look before a move: a view of its own with an address, so it works without JavaScript and by keyboard. */
export function ConfirmPanel(props: Props) {
  const { campaign, step } = props;
  const { title, says, action, label, pending, no, harm, field } = tell[step](props);
  return (
    <Card aria-labelledby="confirm-title" className="border-line-strong">
      <FocusHere key={step} className="grid gap-3 rounded-card p-4 sm:p-5">
        <h2 id="confirm-title" className="text-title font-semibold">
          {title}
        </h2>
        {says}
        <MoveForm
          action={action}
          campaign={campaign}
          kind={harm ? "harm" : "primary"}
          size="large"
          label={label}
          pendingLabel={pending}
          beside={
            <Button size="large" asChild>
              <Link href={`/campaigns/${campaign.key}`} scroll={false}>
                {no}
              </Link>
            </Button>
          }
        >
          {field}
        </MoveForm>
      </FocusHere>
    </Card>
  );
}
