import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Instant } from "@/components/ui/instant";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import {
  type Campaign,
  type CampaignListUrl,
  type CampaignSort,
  timeUsed,
  toCampaignListUrl,
} from "@/lib/campaigns";
import { pauseCampaignAction } from "@/lib/campaigns/actions";
import { CostBurn, CouponBurn, DiscountBurn } from "./burn";
import { CampaignTick } from "./campaign-tick";
import { MoveForm } from "./move-form";
import { StatusPill } from "./status-pill";

type Props = { campaigns: Campaign[]; list: CampaignListUrl; zone: string; now: Date };

function SortHead({
  list,
  sort,
  rising,
  className,
  children,
}: {
  list: CampaignListUrl;
  sort: CampaignSort;
  rising: boolean;
  className?: string;
  children: ReactNode;
}) {
  const here = list.sort === sort;
  const Arrow = rising ? ArrowUp : ArrowDown;
  const { status, search, tag } = list;
  return (
    <Th className={className} aria-sort={here ? (rising ? "ascending" : "descending") : undefined}>
      <Link
        href={toCampaignListUrl({ status, search, tag, sort })}
        className="inline-flex items-center gap-1 rounded-[4px] hover:text-ink aria-[current]:text-ink"
        aria-current={here ? "true" : undefined}
      >
        {children}
        <Arrow aria-hidden strokeWidth={1.5} className={here ? "size-3.5" : "invisible size-3.5"} />
      </Link>
    </Th>
  );
}

function RowAction({ campaign }: { campaign: Campaign }) {
  const { key, name, status } = campaign;
  const link = (confirm: string, words: string) => (
    <Button size="small" asChild>
      <Link href={`/campaigns/${key}?confirm=${confirm}`} aria-label={`${words} ${name}`}>
        {words}
      </Link>
    </Button>
  );
  if (status === "active" || status === "scheduled") {
    return (
      <MoveForm
        action={pauseCampaignAction}
        campaign={campaign}
        guarded={false}
        className="inline-block"
        size="small"
        label="Pause"
        name={`Pause ${name}`}
        pendingLabel="Pausing…"
      />
    );
  }
  if (status === "paused") return link("resume", "Resume…");
  if (status === "draft") return link("launch", "Launch…");
  return null;
}

/** How much of its time is gone, and its end below. */
function TimeCell({ campaign, zone, now }: { campaign: Campaign; zone: string; now: Date }) {
  const { status, startsAt, endsAt, endedAt } = campaign;
  const used = timeUsed(campaign, now);
  const clock = { zone: campaign.timeZone ?? zone, thisYear: now.getFullYear() };
  const over = status === "ended" || status === "archived";
  const ahead = startsAt !== undefined && Date.parse(startsAt) > now.getTime();
  return (
    <>
      {used && !over && `${used.passedDays.toFixed(1)} of ${used.days.toFixed(1).replace(".0", "")} days`}
      {!used && !over && ahead && (
        <>
          starts <Instant at={startsAt} {...clock} />
        </>
      )}
      {!used && !over && !ahead && (status === "draft" ? "not launched" : "no end set")}
      <span className="block text-meta text-ink-3">
        {over && endedAt && (
          <>
            ended <Instant at={endedAt} {...clock} />
          </>
        )}
        {!over && endsAt && (
          <>
            ends <Instant at={endsAt} {...clock} />
          </>
        )}
        {over && !endedAt && "never launched"}
      </span>
    </>
  );
}

/** Campaigns with how far each has burnt. */
export function CampaignsTable({ campaigns, list, zone, now }: Props) {
  return (
    <Table label="Campaigns">
      <thead>
        <tr>
          <Th>
            <span className="sr-only">Ticked</span>
          </Th>
          <SortHead list={list} sort="name" rising>
            Campaign
          </SortHead>
          <Th>State</Th>
          <SortHead list={list} sort="issued" rising={false}>
            Coupons
          </SortHead>
          <Th>Discounts</Th>
          <SortHead list={list} sort="ends" rising>
            Time
          </SortHead>
          <SortHead list={list} sort="newest" rising={false} className="hidden xl:table-cell">
            Made
          </SortHead>
          <Th>
            <span className="sr-only">Action</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {campaigns.map((campaign) => (
          <Tr key={campaign.key}>
            <Td className="w-8">
              <CampaignTick campaignKey={campaign.key} name={campaign.name} />
            </Td>
            <Td className="max-w-56 min-w-40">
              <Link
                href={`/campaigns/${campaign.key}`}
                className="block truncate font-medium hover:underline"
              >
                {campaign.name}
              </Link>
              <span className="block truncate font-mono text-meta text-ink-3">{campaign.key}</span>
              {campaign.tags.length > 0 && (
                <span className="flex flex-wrap gap-x-2 text-meta">
                  {campaign.tags.map((tag) => (
                    <TextLink key={tag} href={toCampaignListUrl({ tag })}>
                      {tag}
                    </TextLink>
                  ))}
                </span>
              )}
            </Td>
            <Td>
              <StatusPill status={campaign.status} exhaustedBy={campaign.exhaustedBy} />
            </Td>
            <Td>
              <CouponBurn campaign={campaign} now={now} />
            </Td>
            <Td>
              <DiscountBurn campaign={campaign} now={now} />
              <CostBurn campaign={campaign} now={now} />
            </Td>
            <Td className="whitespace-nowrap">
              <TimeCell campaign={campaign} zone={zone} now={now} />
            </Td>
            <Td className="hidden text-ink-2 xl:table-cell">
              <Instant at={campaign.createdAt} zone={zone} thisYear={now.getFullYear()} />
              <span className="block max-w-40 truncate text-meta text-ink-3">by {campaign.createdBy}</span>
            </Td>
            <Td className="text-right">
              <RowAction campaign={campaign} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
