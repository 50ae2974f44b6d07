import { Figure } from "@/components/ui/figure-strip";
import { changeFrom, formatAmount, formatDay, type UserCostFigure as Told } from "@/lib/costs";

type Props = { told: Told; currency: string; href: string };

function target(
  micros: bigint,
  targetMicros: string | null,
): { unit: string; words: string; isOver: boolean } {
  if (targetMicros === null) return { unit: "", words: "", isOver: false };
  const isOver = micros > BigInt(targetMicros);
  return {
    unit: `, target ${formatAmount(targetMicros)}`,
    words: isOver ? ", over target" : ", under target",
    isOver,
  };
}

/** What one more user costs, with its interval; or why that cannot be told. */
export function UserCostFigure({ told, currency, href }: Props) {
  const { cost, dayBeforeMicros, targetMicros, unconvertedDiscounts } = told;
  const left = unconvertedDiscounts.map(({ currency: of }) => of).join(", ");
  if (!cost.known) {
    return (
      <Figure label="Cost of one more user" value="–" unit="cannot be told yet" href={href}>
        {cost.detail}
      </Figure>
    );
  }
  const micros = BigInt(cost.micros);
  const { unit, words, isOver } = target(micros, targetMicros);
  const change = dayBeforeMicros === null ? null : changeFrom(BigInt(dayBeforeMicros), micros);
  return (
    <Figure
      label="Cost of one more user"
      value={formatAmount(micros)}
      unit={`${currency}${unit}`}
      href={href}
    >
      <span className={isOver ? "block text-amber [&_b]:text-amber!" : "block"}>
        {change === null ? (
          <>No figure of the day before{words}</>
        ) : change.arrow ? (
          <>
            <b>
              {change.arrow} {formatAmount(change.by)} {change.word}
            </b>{" "}
            than a day before{words}
          </>
        ) : (
          <>As much as a day before{words}</>
        )}
      </span>
      <span className="block">
        90 % interval {formatAmount(cost.lowMicros)}–{formatAmount(cost.highMicros)}, to {formatDay(cost.to)}
      </span>
      {left && <span className="block text-amber">Without discounts in {left}: no exchange rate</span>}
    </Figure>
  );
}
