import { INTERVAL_PERCENT } from "./back-test";
import type { PauseEffect } from "./pause-effect";
import { formatAmount } from "./words";

type Figure = NonNullable<PauseEffect["spendMicros"] | PauseEffect["newUsers"]>;
export type EffectWords = {
  actual: string;
  /** What was to be expected without the pause; null where it cannot be told. */
  forecast: string | null;
  /** "60.00 avoided", "12 fewer"; null without a forecast. */
  difference: string | null;
  /** The interval of the difference and how it was tried, or why there is none. */
  certainty: string;
};

const number = new Intl.NumberFormat("en");
const count = (value: string | number) => number.format(Number(value)).replace("-", "−");

function inWords(
  figure: Figure,
  format: (value: string | number) => string,
  [less, more]: readonly [less: string, more: string],
): EffectWords {
  const { actual, forecast, avoided, interval, detail } = figure;
  const negative = avoided !== null && Number(avoided) < 0;
  const size = avoided === null ? null : format(String(avoided).replace("-", ""));
  const isClear = interval !== null && (Number(interval.low) > 0 || Number(interval.high) < 0);
  return {
    actual: format(actual),
    forecast: forecast === null ? null : format(forecast),
    difference: size === null ? null : `${size} ${negative ? more : less}`,
    certainty: interval
      ? `${isClear ? "" : "not told apart from nothing: "}${INTERVAL_PERCENT} % interval ${format(interval.low)} to ${format(interval.high)}, held ${interval.held} of ${interval.tested} times`
      : (detail ?? ""),
  };
}

export const spendEffectWords = (figure: NonNullable<PauseEffect["spendMicros"]>): EffectWords =>
  inWords(figure, (value) => formatAmount(String(value)), ["avoided", "more"]);
export const userEffectWords = (figure: NonNullable<PauseEffect["newUsers"]>): EffectWords =>
  inWords(figure, count, ["fewer", "more"]);
