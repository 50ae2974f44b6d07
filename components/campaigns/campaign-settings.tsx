import type { ReactNode } from "react";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { KeyValues } from "@/components/ui/key-values";
import { type Campaign, describeDiscount, describeRule, describeWindows } from "@/lib/campaigns";
import { formatMicros, formatMinor } from "@/lib/kernel/money";

const number = new Intl.NumberFormat("en");

function validity(hours: number | undefined): string {
  if (hours === undefined) return "Until the campaign ends";
  return hours % 24 === 0 ? `${number.format(hours / 24)} days` : `${number.format(hours)} hours`;
}

/** The terms that most campaigns leave unsaid, as rows; none for what was not said. */
function moreRows(campaign: Campaign) {
  const { discount, limits, windows, eligibility, holdoutPercent, stacking, tags } = campaign;
  const { perIdentifier } = limits;
  const count = (most: number | undefined, of: string) =>
    most === undefined ? null : `${number.format(most)} ${of}`;
  const often = [
    count(limits.perSubjectPerDay, "a day"),
    count(limits.perSubjectPerWeek, "a week"),
    count(limits.perSubjectPerMonth, "a month"),
  ].filter((part) => part !== null);
  const { minOrder, currency } = discount;
  const rows: [label: string, value: string | false | null | undefined][] = [
    ["Code for everybody", campaign.sharedCode],
    ["Orders of at least", minOrder !== undefined && currency && formatMinor(minOrder, currency)],
    ["For each person", often.length > 0 && often.join(", ")],
    [
      "For each device or the like",
      perIdentifier && `${number.format(perIdentifier.coupons)} by ${perIdentifier.attribute}`,
    ],
    ["Throttle", count(limits.perMinute, "a minute")],
    ["Only at", windows && describeWindows(windows)],
    ["Only for whom", eligibility && describeRule(eligibility)],
    ["Held out", holdoutPercent !== undefined && `${holdoutPercent} %`],
    ["On its allow list", campaign.allowListed > 0 && number.format(campaign.allowListed)],
    ["On its deny list", campaign.denyListed > 0 && number.format(campaign.denyListed)],
    ["Codes come from", campaign.codeSource === "pool" && "What was made or imported before"],
    ["One of a group, an order", stacking?.group],
    ["Priority in the group", stacking?.priority !== undefined && number.format(stacking.priority)],
    ["A rollback", campaign.rollback === "uses_up" && "Uses the coupon up"],
    ["Tags", tags.length > 0 && tags.join(", ")],
  ];
  return rows.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

function costRows({ costToServe, expectedCostPerCoupon }: Campaign["limits"]) {
  if (!costToServe) return [];
  const { amount, currency } = costToServe;
  return [
    { label: "Discounts and inference", value: `${formatMinor(amount, currency)} at most` },
    {
      label: "Inference of a coupon",
      value:
        expectedCostPerCoupon === undefined
          ? "As users of the past cost"
          : `${currency} ${formatMicros(expectedCostPerCoupon, 6).replace(/\.?0+$/, "")}, as stated`,
    },
  ];
}

/** Everything that was given, as rows. */
export function CampaignSettings({
  campaign,
  zone,
  thisYear,
  children,
}: {
  campaign: Campaign;
  zone: string;
  thisYear: number;
  /** What may be done with them. */
  children?: ReactNode;
}) {
  const { discount, limits, startsAt, endsAt, timeZone, couponValidHours, codePrefix } = campaign;
  const clock = { zone: timeZone ?? zone, thisYear };
  const rows = [
    { label: "Discount", value: describeDiscount(discount) },
    {
      label: "Coupons at most",
      value: limits.coupons === undefined ? "No limit" : number.format(limits.coupons),
    },
    {
      label: "For each person",
      value: limits.perSubject === undefined ? "No limit" : number.format(limits.perSubject),
    },
    {
      label: "Discounts at most",
      value:
        limits.discount === undefined || !discount.currency
          ? "What the coupons come to"
          : formatMinor(limits.discount, discount.currency),
    },
    ...costRows(limits),
    { label: "Starts", value: startsAt ? <Instant at={startsAt} {...clock} /> : "At its launch" },
    { label: "Ends", value: endsAt ? <Instant at={endsAt} {...clock} /> : "Until someone ends it" },
    { label: "Time zone", value: timeZone ?? `${zone}, as everywhere here` },
    { label: "A coupon lasts", value: validity(couponValidHours) },
    {
      label: "Codes begin with",
      value: codePrefix ? <span className="font-mono">{codePrefix}</span> : "Nothing special",
    },
    ...moreRows(campaign),
    {
      label: "Made",
      value: (
        <>
          <Instant at={campaign.createdAt} zone={zone} thisYear={thisYear} /> by {campaign.createdBy}
        </>
      ),
    },
  ];
  return (
    <Card>
      <CardHead title="Settings" />
      <CardBody>
        <KeyValues rows={rows} />
        {children}
      </CardBody>
    </Card>
  );
}
