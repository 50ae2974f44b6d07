import { Plus } from "lucide-react";
import Link from "next/link";
import { CostBurn, CouponBurn, DiscountBurn } from "@/components/campaigns/burn";
import { MoveForm } from "@/components/campaigns/move-form";
import { exhaustedWords, StatusPill } from "@/components/campaigns/status-pill";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { timeUsed } from "@/lib/campaigns";
import { pauseCampaignAction } from "@/lib/campaigns/actions";
import type { RunningCampaign } from "@/lib/costs";
import { formatInstant } from "@/lib/kernel/local-time";
import { formatRate } from "@/lib/switch";

type Props = { campaigns: RunningCampaign[]; zone: string; asOf: string; mayWrite: boolean };

const DAY_MS = 86_400_000;
const number = new Intl.NumberFormat("en");

function days(ms: number): string {
  const count = Math.round(ms / DAY_MS);
  if (count >= 1) return `${number.format(count)} ${count === 1 ? "day" : "days"}`;
  const hours = Math.max(1, Math.round(ms / 3_600_000));
  return `${hours} ${hours === 1 ? "hour" : "hours"}`;
}

function Outlook({ row, zone, thisYear }: { row: RunningCampaign; zone: string; thisYear: number }) {
  const { campaign, outlook } = row;
  const at = (instant: string) => formatInstant(instant, campaign.timeZone ?? zone, thisYear);
  const dayOf = (instant: string) => at(instant).split(" ").slice(0, -1).join(" ");
  const small = "block text-meta text-ink-3";
  switch (outlook.kind) {
    case "paused": {
      const { pause } = campaign;
      return (
        <>
          {pause ? `Paused ${at(pause.at)}` : "Paused"}
          <span className={small}>{pause ? `by ${pause.by.name}` : ""}</span>
        </>
      );
    }
    case "exhausted":
      return (
        <>
          {exhaustedWords[outlook.by]}
          <span className={small}>{campaign.endsAt ? `ends ${dayOf(campaign.endsAt)}` : "no end set"}</span>
        </>
      );
    case "runs_out":
      return (
        <>
          <b className="font-medium text-amber">
            {outlook.by === "budget" ? "Budget runs out" : "Runs out"} {dayOf(outlook.at)}
          </b>
          <span className={small}>
            {outlook.beforeEndMs === null ? "no end set" : `${days(outlook.beforeEndMs)} before its end`}
          </span>
        </>
      );
    case "ends":
      return (
        <>
          Ends {dayOf(outlook.at)}
          <span className={small}>
            {outlook.leftOver !== null
              ? `about ${number.format(outlook.leftOver)} left over`
              : campaign.limits.coupons === undefined
                ? "no limit"
                : "no pace to go by yet"}
          </span>
        </>
      );
    case "open":
      return (
        <>
          No end set
          <span className={small}>
            {campaign.limits.coupons === undefined ? "no limit" : "no pace to go by yet"}
          </span>
        </>
      );
  }
}

function TimeUsed({ row, now }: { row: RunningCampaign; now: Date }) {
  const used = timeUsed(row.campaign, now);
  if (!used) return <span className="text-ink-3">no end set</span>;
  return (
    <>
      {used.passedDays.toFixed(1)} of {used.days.toFixed(1).replace(".0", "")} days
    </>
  );
}

function RowAction({ campaign: { key, name, status }, campaign }: RunningCampaign) {
  if (status === "active") {
    return (
      <MoveForm
        action={pauseCampaignAction}
        campaign={campaign}
        guarded={false}
        size="small"
        label="Pause"
        name={`Pause ${name}`}
        pendingLabel="Pausing…"
      />
    );
  }
  return (
    <Button size="small" asChild>
      <Link href={`/campaigns/${key}?confirm=resume`} aria-label={`Resume ${name}`}>
        Resume…
      </Link>
    </Button>
  );
}

function NewCampaign() {
  return (
    <Button asChild>
      <Link href="/campaigns/new">
        <Plus aria-hidden strokeWidth={1.5} />
        New campaign
      </Link>
    </Button>
  );
}

/** Campaigns that are active or paused: how far each has burnt, where it is heading, and its pause in one click. */
export function RunningCampaigns({ campaigns, zone, asOf, mayWrite }: Props) {
  const now = new Date(asOf);
  return (
    <Card>
      <CardHead title="Campaigns" hint="bar: used, striped: issued and not yet redeemed, tick: time used">
        {mayWrite && <NewCampaign />}
      </CardHead>
      {campaigns.length === 0 ? (
        <EmptyState
          title="No campaign is running"
          action={
            <Button asChild>
              <Link href="/campaigns">See all campaigns</Link>
            </Button>
          }
        >
          <p>
            A campaign that is launched stands here with what it has given away, its pace and its pause.
            {!mayWrite && " A growth manager or an administrator launches one."}
          </p>
        </EmptyState>
      ) : (
        <Table label="Running campaigns">
          <thead>
            <tr>
              <Th>Campaign</Th>
              <Th>State</Th>
              <Th>Coupons</Th>
              <Th>Discounts</Th>
              <Th>Time used</Th>
              <Th>Projected end</Th>
              <Th numeric>A minute</Th>
              <Th>
                <span className="sr-only">Action</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {campaigns.map((row) => (
              <Tr key={row.campaign.key}>
                <Td className="max-w-56 min-w-40">
                  <Link
                    href={`/campaigns/${row.campaign.key}`}
                    className="block truncate font-medium hover:underline"
                  >
                    {row.campaign.name}
                  </Link>
                  <span className="block truncate font-mono text-meta text-ink-3">{row.campaign.key}</span>
                </Td>
                <Td>
                  <StatusPill status={row.campaign.status} exhaustedBy={row.campaign.exhaustedBy} />
                </Td>
                <Td>
                  <CouponBurn campaign={row.campaign} now={now} />
                </Td>
                <Td>
                  <DiscountBurn campaign={row.campaign} now={now} />
                  <CostBurn campaign={row.campaign} now={now} />
                </Td>
                <Td className="whitespace-nowrap">
                  <TimeUsed row={row} now={now} />
                </Td>
                <Td className="whitespace-nowrap">
                  <Outlook row={row} zone={zone} thisYear={now.getUTCFullYear()} />
                </Td>
                <Td numeric>{formatRate(row.perMinute)}</Td>
                <Td className="text-right">
                  <RowAction {...row} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
