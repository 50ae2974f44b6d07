import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { KeyValues } from "@/components/ui/key-values";
import { type Campaign, describeDiscount } from "@/lib/campaigns";
import { formatMinor } from "@/lib/kernel/money";

const number = new Intl.NumberFormat("en");

function validity(hours: number | undefined): string {
  if (hours === undefined) return "Until the campaign ends";
  return hours % 24 === 0 ? `${number.format(hours / 24)} days` : `${number.format(hours)} hours`;
}

/** Everything that was given, as rows. */
export function CampaignSettings({
  campaign,
  zone,
  thisYear,
}: {
  campaign: Campaign;
  zone: string;
  thisYear: number;
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
    { label: "Starts", value: startsAt ? <Instant at={startsAt} {...clock} /> : "At its launch" },
    { label: "Ends", value: endsAt ? <Instant at={endsAt} {...clock} /> : "Until someone ends it" },
    { label: "Time zone", value: timeZone ?? `${zone}, as everywhere here` },
    { label: "A coupon lasts", value: validity(couponValidHours) },
    {
      label: "Codes begin with",
      value: codePrefix ? <span className="font-mono">{codePrefix}</span> : "Nothing special",
    },
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
      </CardBody>
    </Card>
  );
}
