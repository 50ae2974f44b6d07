import Link from "next/link";
import { CampaignTabs } from "@/components/campaigns/campaign-tabs";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState, FailedState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import type { Campaign, Job } from "@/lib/campaigns";
import {
  type Coupon,
  type CouponCounts,
  type CouponListUrl,
  couponNeighbourUrls,
  toCouponListUrl,
} from "@/lib/coupons";
import { CouponsFilter } from "./coupons-filter";
import { CouponsTable } from "./coupons-table";
import { JobsList } from "./jobs-list";
import { RevokeSelected } from "./revoke-selected";

type Props = {
  campaign: Pick<Campaign, "key" | "status">;
  list: CouponListUrl;
  /** null when the address asks for a page of the list that does not exist. */
  page: { data: Coupon[]; nextCursor: string | null } | null;
  counts: CouponCounts;
  jobs: Job[];
  mayWrite: boolean;
  zone: string;
  thisYear: number;
};

function Nothing({ campaign, list, any }: Pick<Props, "campaign" | "list"> & { any: boolean }) {
  if (any) {
    return (
      <EmptyState
        title={
          list.search ? `No coupon begins with “${list.search}”, nor is one of that order` : "No such coupon"
        }
        action={
          <Button asChild>
            <Link href={toCouponListUrl(campaign.key)}>See all coupons</Link>
          </Button>
        }
      >
        <p>Codes and users are found by how they begin, orders by the whole of it.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No coupon yet">
      <p>
        {campaign.status === "draft"
          ? "Once the campaign is launched, the chatbot's backend hands them out, and each has its line here."
          : "The chatbot's backend hands them out; each has its line here as soon as it is issued."}
      </p>
    </EmptyState>
  );
}

/** /campaigns/{key}/coupons: what narrows, orders and pages the table stands in the address. */
export function CouponsPage({ campaign, list, page, counts, jobs, mayWrite, zone, thisYear }: Props) {
  const { key } = campaign;
  const { cursor: _, back: __, ...filter } = list;
  const mayTick = mayWrite && page !== null && page.data.length > 0;
  return (
    <>
      <CampaignTabs campaignKey={key} current="/coupons" />
      <CouponsFilter campaignKey={key} list={list} counts={counts} zone={zone} />
      <JobsList campaignKey={key} initial={jobs} mayCancel={mayWrite} />
      <Card>
        {page === null ? (
          <FailedState
            title="This page of the list does not exist"
            action={
              <Button asChild>
                <Link href={toCouponListUrl(key, filter)}>To the first page</Link>
              </Button>
            }
          >
            <p>The link may have been cut short. Nothing is lost.</p>
          </FailedState>
        ) : page.data.length === 0 ? (
          <Nothing campaign={campaign} list={list} any={counts.total + counts.available > 0} />
        ) : (
          <>
            <CouponsTable
              campaignKey={key}
              coupons={page.data}
              list={list}
              zone={zone}
              thisYear={thisYear}
              mayTick={mayTick}
            />
            {mayTick && <RevokeSelected key={JSON.stringify(list)} campaignKey={key} />}
            <Pagination label="Pages of coupons" {...couponNeighbourUrls(key, list, page.nextCursor)}>
              {page.data.length} on this page · {zone}
            </Pagination>
          </>
        )}
      </Card>
    </>
  );
}
