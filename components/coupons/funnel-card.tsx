import { SaveFigure } from "@/components/charts/save-figure";
import { Card, CardHead } from "@/components/ui/card";
import { type FunnelStep, FunnelSteps } from "@/components/ui/funnel-steps";
import { type CouponCounts, type Funnel, toCouponListUrl } from "@/lib/coupons";

const TITLE = "From eligible to redeemed";
const number = new Intl.NumberFormat("en");

const told = (parts: [count: number, words: string][]) =>
  parts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${number.format(count)} ${words}`)
    .join(", ");

const percent = (part: number, whole: number, of: string) =>
  whole > 0 ? `${((part / whole) * 100).toFixed(1)} % of ${of}` : "";

function rowsOf(campaignKey: string, funnel: Funnel, counts: CouponCounts, earned: boolean): FunnelStep[] {
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
      why: earned
        ? "Inviters with a reward, and those held out"
        : "Users who asked and whom the rules let in",
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

/** From eligible to redeemed. Coupons open their rows. */
export function FunnelCard({
  campaignKey,
  funnel,
  counts,
  earned = false,
}: {
  campaignKey: string;
  funnel: Funnel;
  counts: CouponCounts;
  /** Nobody asks for these coupons: they are earned by inviting. */
  earned?: boolean;
}) {
  const rows = rowsOf(campaignKey, funnel, counts, earned);
  return (
    <Card>
      <CardHead title={TITLE} hint="users, then coupons">
        <SaveFigure
          title={`${campaignKey} ${TITLE}`}
          csv={{ head: ["step", "count"], rows: rows.map(({ name, count }) => [name, count]) }}
        />
      </CardHead>
      <FunnelSteps steps={rows} />
    </Card>
  );
}
