import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { KeyValues } from "@/components/ui/key-values";
import { Note } from "@/components/ui/note";
import {
  type Campaign,
  formatRough,
  type ServeAmount,
  type ServeForecast,
  serveBasisWords,
  serveCostOf,
} from "@/lib/campaigns";
import { formatMicros } from "@/lib/kernel/money";
import { CostBurn } from "./burn";

type Props = { campaign: Campaign; forecast: ServeForecast | null; zone: string; now: Date };
type Costs = NonNullable<Campaign["costs"]>;

const number = new Intl.NumberFormat("en");

function Estimate({ amount, currency }: { amount: ServeAmount; currency: string }) {
  return (
    <>
      about {currency} {formatRough(amount.micros)}{" "}
      <span className="text-ink-3">
        (90 % interval {formatRough(amount.lowMicros)}–{formatRough(amount.highMicros)})
      </span>
    </>
  );
}

function forecastRows({ campaign, forecast }: Props) {
  const cost = serveCostOf(campaign, forecast);
  if (!cost.known || !forecast) return [];
  const { currency } = forecast;
  const days = cost.horizonDays === 1 ? "one day" : `${cost.horizonDays} days`;
  return [
    { label: `A coupon's user, ${days}`, value: <Estimate amount={cost.perCoupon} currency={currency} /> },
    ...(cost.total
      ? [
          {
            label: `All ${number.format(cost.coupons ?? 0)} coupons`,
            value: <Estimate amount={cost.total} currency={currency} />,
          },
        ]
      : []),
  ];
}

/** The parts add up to what is committed, to the last micro-unit. */
function budgetRows(costs: Costs, { zone, now }: Props) {
  const waiting = BigInt(costs.expectedPerCouponMicros) * BigInt(costs.notCounted);
  const money = (micros: string | bigint) => `${costs.currency} ${formatMicros(micros)}`;
  return [
    { label: "Discounts, given or promised", value: money(costs.discountMicros) },
    { label: "Inference of its users, metered", value: money(costs.meteredMicros) },
    { label: "Still expected of them", value: money(costs.remainingMicros) },
    {
      label: `Expected of ${number.format(costs.notCounted)} not counted yet`,
      value: money(waiting),
    },
    {
      label: "Usage as of",
      value: costs.asOf ? (
        <Instant at={costs.asOf} zone={zone} thisYear={now.getFullYear()} />
      ) : (
        "Not counted yet; in a moment"
      ),
    },
  ];
}

/** What the campaign costs to serve: the forecast, and how much of its limit on all costs is gone. */
export function CostCard(props: Props) {
  const { campaign, forecast, now } = props;
  const { costs } = campaign;
  const rows = [...(costs ? budgetRows(costs, props) : []), ...forecastRows(props)];
  const basis = serveBasisWords(serveCostOf(campaign, forecast), forecast);
  return (
    <Card>
      <CardHead title="Cost to serve" hint="inference of whoever got a coupon" />
      <CardBody className="grid gap-3">
        {costs && (
          <div className="max-w-md">
            <CostBurn campaign={campaign} now={now} />
          </div>
        )}
        {rows.length > 0 && <KeyValues rows={rows} />}
        <p className="max-w-prose text-meta text-pretty text-ink-3">{basis}</p>
        {costs && costs.unpricedRequests > 0 && (
          <Note look="amber">
            {number.format(costs.unpricedRequests)} requests of its users have no price yet and are in no cost
            here.
          </Note>
        )}
      </CardBody>
    </Card>
  );
}
