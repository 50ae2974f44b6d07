import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import type { Campaign, Job } from "@/lib/campaigns";
import { type CouponCounts, type CouponStatus, toCouponListUrl } from "@/lib/coupons";
import { ExtendCoupons, MakeCodes, RevokeCoupons } from "./coupon-acts";
import { ImportCodes } from "./import-codes";
import { JobsList } from "./jobs-list";

type Props = {
  campaign: Pick<Campaign, "key" | "kind" | "status" | "sharedCode">;
  counts: CouponCounts;
  jobs: Job[];
  mayWrite: boolean;
};

const standing: [CouponStatus, string][] = [
  ["available", "Codes in wait"],
  ["issued", "Open"],
  ["held", "Held by a checkout"],
  ["redeemed", "Redeemed"],
  ["expired", "Expired"],
  ["revoked", "Revoked"],
];
const number = new Intl.NumberFormat("en");

/** The campaign's coupons: where they stand, what is being done with them, and what can be. */
export function CouponsSection({ campaign, counts, jobs, mayWrite }: Props) {
  const { key, kind, status } = campaign;
  const isOver = status === "ended" || status === "archived";
  const hasOwnCodes = kind !== "shared_code";
  const open = counts.issued + counts.held;
  return (
    <Card>
      <CardHead title="Coupons and codes">
        <Button size="small" asChild>
          <Link href={toCouponListUrl(key)}>See them all</Link>
        </Button>
        <Button size="small" asChild>
          <a href={`/api/v1/campaigns/${key}/coupons.csv`} download>
            Download as CSV
          </a>
        </Button>
      </CardHead>
      <CardBody className="grid gap-4">
        <dl className="flex flex-wrap gap-x-6 gap-y-2">
          {standing.map(([status, label]) => (
            <div key={status}>
              <dt className="text-meta text-ink-3">{label}</dt>
              <dd className="font-medium tabular-nums">
                <Link href={toCouponListUrl(key, { status })} className="hover:underline">
                  {number.format(counts[status])}
                </Link>
              </dd>
            </div>
          ))}
        </dl>
        <JobsList campaignKey={key} initial={jobs} mayCancel={mayWrite} />
        {mayWrite && hasOwnCodes && (
          <div className="grid gap-3">
            {!isOver && <MakeCodes campaignKey={key} />}
            {!isOver && <ImportCodes campaignKey={key} />}
            {open > 0 && <ExtendCoupons campaignKey={key} />}
            {open + counts.available > 0 && (
              <RevokeCoupons
                campaignKey={key}
                open={number.format(open)}
                available={number.format(counts.available)}
              />
            )}
          </div>
        )}
      </CardBody>
    </Card>
  );
}
