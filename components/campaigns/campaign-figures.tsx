import { Figure, FigureStrip } from "@/components/ui/figure-strip";
import { Meter } from "@/components/ui/meter";
import {
  type Campaign,
  couponBurn,
  discountBurn,
  type Exhaustion,
  projectRunOut,
  timeUsed,
} from "@/lib/campaigns";
import { formatInstant } from "@/lib/kernel/local-time";
import { minorDigits } from "@/lib/kernel/money";

type Props = { campaign: Campaign; zone: string; now: Date };

const number = new Intl.NumberFormat("en");
const DAY_MS = 86_400_000;

function units(amount: number, currency: string): string {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    amount / 10 ** digits,
  );
}

const usedUp: Record<Exhaustion, string> = {
  coupons: "All are issued.",
  codes: "No code is left to issue.",
  budget: "The budget is used up.",
};

function paceWords({ campaign, zone, now }: Props) {
  const out = projectRunOut(campaign, now);
  if (campaign.exhaustedBy) return <b>{usedUp[campaign.exhaustedBy]}</b>;
  if (!out) return campaign.limits.coupons === undefined ? "No limit is set." : null;
  const day = formatInstant(out.at, campaign.timeZone ?? zone, now.getFullYear()).replace(/ \d\d:\d\d$/, "");
  const perDay = out.perDay < 10 ? out.perDay.toFixed(1) : number.format(Math.round(out.perDay));
  const pace = `At ${perDay} a day since its launch`;
  if (!campaign.endsAt) {
    return (
      <>
        {pace} it <b>runs out {day}</b>
      </>
    );
  }
  const early = (Date.parse(campaign.endsAt) - Date.parse(out.at)) / DAY_MS;
  if (early <= -1) return `${pace} some are left at its end`;
  if (early < 1) return `${pace} the last goes about when it ends`;
  return (
    <>
      {pace} it <span className="font-semibold text-amber">runs out {day}</span>, {Math.floor(early)}{" "}
      {early < 2 ? "day" : "days"} before its end
    </>
  );
}

function Issued(props: Props) {
  const { campaign, now } = props;
  const share = couponBurn(campaign);
  const { coupons } = campaign.limits;
  return (
    <Figure
      label="Issued"
      value={number.format(campaign.issued)}
      unit={coupons === undefined ? undefined : `of ${number.format(coupons)}`}
      meter={
        share === undefined ? undefined : (
          <Meter label="Coupons issued" used={share} time={timeUsed(campaign, now)?.share} />
        )
      }
    >
      {paceWords(props)}
    </Figure>
  );
}

function Redeemed({ campaign: { issued, redeemed, redemption } }: Props) {
  const rest = issued - redeemed;
  return (
    <Figure
      label="Redeemed"
      value={number.format(redeemed)}
      unit={issued > 0 ? `${((redeemed / issued) * 100).toFixed(1)} % of issued` : undefined}
    >
      {issued === 0
        ? "None is issued yet."
        : `${number.format(rest)} issued ${rest === 1 ? "is" : "are"} open, expired or revoked.`}
      {redemption === "paused" && (
        <span className="block font-semibold text-amber">Redemption is paused too.</span>
      )}
    </Figure>
  );
}

function Discounts({ campaign }: Props) {
  const { discount, discountSpent, discountOpen } = campaign;
  if (!discount.currency) {
    return (
      <Figure label="Discounts" value="–">
        {discount.kind === "percent_off"
          ? "A share of each price; with a currency and a ceiling it can be counted."
          : "No cash: the coupons give tokens or days."}
      </Figure>
    );
  }
  const burn = discountBurn(campaign);
  return (
    <Figure
      label="Discounts"
      value={units(discountSpent, discount.currency)}
      unit={burn ? `${discount.currency} of ${units(burn.most, discount.currency)}` : discount.currency}
      meter={burn && <Meter label="Discounts given" used={burn.spent} open={burn.open} />}
    >
      <b>{units(discountOpen, discount.currency)}</b> may follow from coupons that are open
    </Figure>
  );
}

function Time({ campaign, zone, now }: Props) {
  const used = timeUsed(campaign, now);
  const at = campaign.timeZone ?? zone;
  const year = now.getFullYear();
  const { status, launchedAt, startsAt, endsAt, endedAt } = campaign;
  const when = (instant: string) => formatInstant(instant, at, year);
  const words = [
    launchedAt && `Launched ${when(launchedAt)}`,
    startsAt && Date.parse(startsAt) > now.getTime() && `Starts ${when(startsAt)}`,
    endedAt ? `Ended ${when(endedAt)}` : endsAt ? `Ends ${when(endsAt)}` : "Until someone ends it",
  ].filter((line) => typeof line === "string");
  return (
    <Figure
      label="Time"
      value={
        used ? used.passedDays.toFixed(1) : status === "draft" ? "–" : status === "scheduled" ? "0" : "–"
      }
      unit={used ? `of ${used.days.toFixed(1).replace(".0", "")} days` : undefined}
      meter={used && <Meter label="Time used" used={used.share} />}
    >
      {words.map((line) => (
        <span key={line} className="block">
          {line}
        </span>
      ))}
    </Figure>
  );
}

/** The campaign in four figures. */
export function CampaignFigures(props: Props) {
  return (
    <FigureStrip>
      <Issued {...props} />
      <Redeemed {...props} />
      <Discounts {...props} />
      <Time {...props} />
    </FigureStrip>
  );
}
