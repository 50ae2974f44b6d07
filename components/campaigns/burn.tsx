import type { ReactNode } from "react";
import { Meter } from "@/components/ui/meter";
import {
  type Campaign,
  costBurn,
  couponBurn,
  describeDiscount,
  discountBurn,
  timeUsed,
} from "@/lib/campaigns";
import { formatMicros, formatMinor } from "@/lib/kernel/money";

const number = new Intl.NumberFormat("en");
const percent = (share: number) => `${Math.round(share * 100)} %`;

function Burn({ words, share, children }: { words: ReactNode; share?: string; children?: ReactNode }) {
  return (
    <span className="block min-w-36">
      <span className="mb-1.5 flex justify-between gap-2 text-meta whitespace-nowrap text-ink-2 [&_b]:font-medium [&_b]:text-ink">
        <span>{words}</span>
        {share && <span>{share}</span>}
      </span>
      {children}
    </span>
  );
}

/** Coupons issued of the limit; the tick is the time used, so a tick left of the fill means faster than time. */
export function CouponBurn({ campaign, now }: { campaign: Campaign; now: Date }) {
  const share = couponBurn(campaign);
  if (share === undefined) {
    return (
      <span className="text-meta text-ink-2">
        <b className="font-medium text-ink">{number.format(campaign.issued)}</b>, no limit
      </span>
    );
  }
  return (
    <Burn
      words={
        <>
          <b>{number.format(campaign.issued)}</b> of {number.format(campaign.limits.coupons ?? 0)}
        </>
      }
      share={percent(share)}
    >
      <Meter label="Coupons issued" used={share} time={timeUsed(campaign, now)?.share} />
    </Burn>
  );
}

/** Discounts and inference of the limit on both; striped is what is still expected. Nothing without that limit. */
export function CostBurn({ campaign, now }: { campaign: Campaign; now: Date }) {
  const burn = costBurn(campaign);
  const { costs } = campaign;
  if (!burn || !costs) return null;
  return (
    <Burn
      words={
        <>
          <b>
            {costs.currency} {formatMicros(costs.committedMicros)}
          </b>{" "}
          of {formatMicros(costs.limitMicros)} in all
        </>
      }
      share={percent(burn.used + burn.expected)}
    >
      <Meter
        label="Discounts and inference"
        used={burn.used}
        open={burn.expected}
        time={timeUsed(campaign, now)?.share}
        amber={burn.used + burn.expected > 1}
      />
    </Burn>
  );
}

/** Discounts given of the most they can come to; striped is issued and may follow. */
export function DiscountBurn({ campaign, now }: { campaign: Campaign; now: Date }) {
  const { discount, discountSpent } = campaign;
  const burn = discountBurn(campaign);
  if (!burn || !discount.currency) {
    return <span className="text-meta text-ink-2">{describeDiscount(discount)}</span>;
  }
  const open = burn.open > 0.005 ? ` + ${percent(burn.open)} may follow` : "";
  return (
    <Burn
      words={
        <>
          <b>{formatMinor(discountSpent, discount.currency)}</b> of{" "}
          {formatMinor(burn.most, discount.currency).replace(`${discount.currency} `, "")}
        </>
      }
      share={`${percent(burn.spent)}${open}`}
    >
      <Meter
        label="Discounts given"
        used={burn.spent}
        open={burn.open}
        time={timeUsed(campaign, now)?.share}
      />
    </Burn>
  );
}
