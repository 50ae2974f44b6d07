import Link from "next/link";
import { Card, CardHead } from "@/components/ui/card";
import { type CouponCounts, type Funnel, toCouponListUrl } from "@/lib/coupons";

const number = new Intl.NumberFormat("en");

type Row = { name: string; count: number; share: string; why: string; href?: string };

const told = (parts: [count: number, words: string][]) =>
  parts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${number.format(count)} ${words}`)
    .join(", ");

const percent = (part: number, whole: number, of: string) =>
  whole > 0 ? `${((part / whole) * 100).toFixed(1)} % of ${of}` : "";

function rowsOf(campaignKey: string, funnel: Funnel, counts: CouponCounts): Row[] {
  const { eligible, heldOut, turnedAway, subjects, issued, redeemed } = funnel;
  const away = told([
    [heldOut, "held out"],
    [turnedAway.campaign_exhausted, "came too late"],
    [turnedAway.budget_exhausted, "came when the budget was spent"],
    [turnedAway.rate_limited, "came too fast"],
  ]);
  const open = told([
    [counts.issued, "open"],
    [counts.held, "held in a checkout"],
    [counts.revoked, "revoked"],
    [counts.expired, "expired"],
  ]);
  return [
    {
      name: "Eligible",
      count: eligible,
      share: "",
      why: "Users who asked and whom the rules let in",
    },
    {
      name: "With one",
      count: subjects,
      share: percent(subjects, eligible, "eligible"),
      why: away ? `Without: ${away}` : "Every one of them got a coupon",
    },
    {
      name: "Issued",
      count: issued,
      share: subjects > 0 ? `${(issued / subjects).toFixed(issued === subjects ? 0 : 2)} for each user` : "",
      why: "Coupons that went to a user, whatever became of them",
      href: toCouponListUrl(campaignKey),
    },
    {
      name: "Redeemed",
      count: redeemed,
      share: percent(redeemed, issued, "issued"),
      why: open ? `Not: ${open}` : "",
      href: toCouponListUrl(campaignKey, { status: "redeemed" }),
    },
  ];
}

/** From eligible to redeemed; each bar is a share of the longest. Coupons open their rows. */
export function FunnelCard({
  campaignKey,
  funnel,
  counts,
}: {
  campaignKey: string;
  funnel: Funnel;
  counts: CouponCounts;
}) {
  const rows = rowsOf(campaignKey, funnel, counts);
  const whole = Math.max(...rows.map(({ count }) => count)) || 1;
  return (
    <Card>
      <CardHead title="From eligible to redeemed" hint="users, then coupons" />
      <ol className="grid gap-4 px-4 pb-4 md:gap-2">
        {rows.map(({ name, count, share, why, href }) => (
          <li
            key={name}
            className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 md:grid-cols-[5rem_4.5rem_minmax(0,1fr)_8.5rem_12rem] xl:grid-cols-[5rem_4.5rem_minmax(0,1fr)_9rem_20rem] xl:h-7"
          >
            <span className="font-medium">{name}</span>
            <span className="text-right text-title font-medium">
              {href ? (
                <Link
                  href={href}
                  className="hover:underline"
                  aria-label={`${number.format(count)}, their rows`}
                >
                  {number.format(count)}
                </Link>
              ) : (
                number.format(count)
              )}
            </span>
            <span aria-hidden className="col-span-2 block rounded-[4px] bg-sunken md:col-span-1">
              <i
                className="block h-4 rounded-[4px] bg-accent"
                style={{ width: `${Math.min(100, (count / whole) * 100)}%` }}
              />
            </span>
            <span className="col-span-2 font-medium empty:hidden md:col-span-1 md:col-start-4">{share}</span>
            <span className="col-span-2 text-meta text-ink-2 md:col-span-1 md:col-start-5">{why}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
