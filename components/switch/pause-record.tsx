import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { KeyValues } from "@/components/ui/key-values";
import { type EffectWords, type PauseEffect, spendEffectWords, userEffectWords } from "@/lib/costs";
import { formatMicros } from "@/lib/kernel/money";
import type { PauseRecord } from "@/lib/switch";
import { toClock } from "./clock";
import { lengthOf, reachOf } from "./pause-words";

const number = new Intl.NumberFormat("en");

type Props = {
  pause: PauseRecord;
  spend: { currency: string; beforeMicros: string; afterMicros: string | null } | null;
  effect: PauseEffect | null;
  zone: string;
  now: string;
};

function spendWords({ currency, beforeMicros, afterMicros }: NonNullable<Props["spend"]>): string {
  const before = `${currency} ${formatMicros(beforeMicros)} in the hour before`;
  if (afterMicros === null) return `${before}; the hour after is not over`;
  return `${before}, ${formatMicros(afterMicros)} in the hour after`;
}

function Effect({ words, unit }: { words: EffectWords; unit: string }) {
  return (
    <>
      {unit}
      {words.actual}
      {words.forecast !== null && `, where ${unit}${words.forecast} was to be expected: ${words.difference}`}
      <span className="block text-meta text-ink-3">{words.certainty}</span>
    </>
  );
}

function effectRows(effect: PauseEffect, currency: string, zone: string) {
  const { judged, spendMicros, newUsers, detail } = effect;
  if (!judged || !spendMicros || !newUsers) return detail ? [{ label: "What it did", value: detail }] : [];
  return [
    {
      label: `Spend, ${toClock(judged.from, zone)} to ${toClock(judged.to, zone)}`,
      value: <Effect words={spendEffectWords(spendMicros)} unit={`${currency} `} />,
    },
    { label: "New users meanwhile", value: <Effect words={userEffectWords(newUsers)} unit="" /> },
  ];
}

/** One pause from its commit to its end, to be shown to anybody who asks what happened. */
export function PauseRecordView({ pause, spend, effect, zone, now }: Props) {
  const thisYear = new Date(now).getFullYear();
  const moment = (at: string) => <Instant at={at} zone={zone} thisYear={thisYear} seconds />;
  const { delivery } = pause;
  return (
    <>
      <Card>
        <CardHead
          title={pause.campaign ? `The campaign ${pause.campaign} was paused` : "All promotions were paused"}
          hint={zone}
        />
        <CardBody>
          <KeyValues
            rows={[
              ...(pause.lastCoupon
                ? [
                    {
                      label: "Last coupon before it",
                      value: `${toClock(pause.lastCoupon.at, zone, "millisecond")}, ${pause.lastCoupon.id}`,
                    },
                  ]
                : []),
              {
                label: "Committed",
                value: (
                  <>
                    {moment(pause.pausedAt)} ({toClock(pause.pausedAt, zone, "millisecond")})
                  </>
                ),
                strong: true,
              },
              { label: "By", value: pause.pausedBy.name },
              ...(pause.takenOverAt ? [{ label: "Taken over", value: moment(pause.takenOverAt) }] : []),
              { label: "Why", value: pause.reason ?? "no reason was given" },
              ...(pause.message ? [{ label: "Told the chat users", value: pause.message }] : []),
              { label: "Redemption", value: pause.redemption === "paused" ? "stopped too" : "went on" },
              ...(pause.extendedDays
                ? [
                    {
                      label: "Coupons already issued",
                      value: `extended by ${pause.extendedDays} ${pause.extendedDays === 1 ? "day" : "days"}`,
                    },
                  ]
                : []),
              { label: "Seen by connected frontends", value: reachOf(pause) },
              ...delivery.waiting.map(({ key, frontends }) => ({
                label: `Not seen fetching it, ${key}`,
                value: number.format(frontends),
              })),
              { label: "Coupons refused meanwhile", value: number.format(pause.refused) },
              ...(spend ? [{ label: "Spend around it", value: spendWords(spend) }] : []),
              ...(effect && spend ? effectRows(effect, spend.currency, zone) : []),
              {
                label: "Resumed",
                value: pause.resumedAt ? (
                  <>
                    {moment(pause.resumedAt)} by {pause.resumedBy?.name}
                    {pause.resumeReason && `, ${pause.resumeReason}`}
                  </>
                ) : pause.resumeAt ? (
                  <>not yet; set for {moment(pause.resumeAt)}</>
                ) : (
                  "not yet; no end set"
                ),
              },
              { label: "Lasted", value: lengthOf(pause, now), strong: true },
            ]}
          />
        </CardBody>
      </Card>
      <p className="text-meta text-ink-3">
        The same as data:{" "}
        <a
          href={`/api/v1/pauses/${pause.id}`}
          className="font-mono text-accent underline decoration-accent/35 underline-offset-3"
        >
          /api/v1/pauses/{pause.id}
        </a>
        . Quantiles are right to a tenth. The two hours of spend are a comparison; what was to be expected is
        the mean of the same hours of the seven days before.
      </p>
    </>
  );
}
