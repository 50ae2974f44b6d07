import { CalendarDays, Plus } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState, FailedState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import {
  type Campaign,
  type CampaignListUrl,
  type CampaignStatus,
  neighbourUrls,
  toCampaignListUrl,
} from "@/lib/campaigns";
import { BulkForm } from "./bulk-form";
import { CampaignsFilter } from "./campaigns-filter";
import { CampaignsTable } from "./campaigns-table";
import { statusWords } from "./status-pill";

type Props = {
  list: CampaignListUrl;
  /** null when the address asks for a page of the list that does not exist. */
  page: { data: Campaign[]; nextCursor: string | null } | null;
  counts: Record<CampaignStatus, number>;
  mayWrite: boolean;
  zone: string;
  now: Date;
};

function NewCampaign() {
  return (
    <Button kind="primary" asChild>
      <Link href="/campaigns/new">
        <Plus aria-hidden strokeWidth={1.5} />
        New campaign
      </Link>
    </Button>
  );
}

function Nothing({ list, any, mayWrite }: { list: CampaignListUrl; any: boolean; mayWrite: boolean }) {
  if (!any) {
    return (
      <EmptyState title="No campaign yet" action={mayWrite ? <NewCampaign /> : undefined}>
        <p>
          A campaign says what a coupon gives, to whom, how many and when. It stays a draft until it is
          launched, and one click pauses it.{" "}
          {!mayWrite && "A growth manager or an administrator makes the first."}
        </p>
      </EmptyState>
    );
  }
  const what = list.status ? `campaign that is ${statusWords(list.status).toLowerCase()}` : "campaign";
  return (
    <EmptyState
      title={
        list.search
          ? `No ${what} with “${list.search}” in its name or key`
          : list.tag
            ? `No ${what} with the tag “${list.tag}”`
            : `No ${what}`
      }
      action={
        <Button asChild>
          <Link href={toCampaignListUrl({ sort: list.sort })}>See all campaigns</Link>
        </Button>
      }
    />
  );
}

/** /campaigns: everything that narrows or orders the list stands in the address. */
export function CampaignsPage({ list, page, counts, mayWrite, zone, now }: Props) {
  const any = Object.values(counts).some((count) => count > 0);
  return (
    <>
      {any && (
        <div className="flex flex-wrap items-center gap-2">
          <CampaignsFilter list={list} counts={counts} />
          <Button asChild>
            <Link href="/campaigns?view=calendar">
              <CalendarDays aria-hidden strokeWidth={1.5} />
              Calendar
            </Link>
          </Button>
          {mayWrite && <NewCampaign />}
        </div>
      )}
      <Card>
        {page === null ? (
          <FailedState
            title="This page of the list does not exist"
            action={
              <Button asChild>
                <Link href={toCampaignListUrl({ ...list, cursor: undefined, back: [] })}>
                  To the first page
                </Link>
              </Button>
            }
          >
            <p>The link may have been cut short. Nothing is lost.</p>
          </FailedState>
        ) : page.data.length === 0 ? (
          <Nothing list={list} any={any} mayWrite={mayWrite} />
        ) : (
          <>
            <CampaignsTable campaigns={page.data} list={list} zone={zone} now={now} />
            <BulkForm key={toCampaignListUrl(list)} mayWrite={mayWrite} />
            <Pagination label="Pages of campaigns" {...neighbourUrls(list, page.nextCursor)}>
              bar: used · striped: issued and may follow · tick: time used · {zone}
            </Pagination>
          </>
        )}
      </Card>
    </>
  );
}
