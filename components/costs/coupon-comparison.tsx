"use client";

import { Download } from "lucide-react";
import { fileName, saveFile } from "@/components/charts/download";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import {
  type Compared,
  type ComparedMeasure,
  formatDays,
  formatUnitAmount,
  type CouponComparison as Told,
  toEconomicsUrl,
  type View,
} from "@/lib/costs";
import { toCsv } from "@/lib/kernel/csv";
import { useWorkedOut } from "./use-worked-out";
import { WorkingOut } from "./working-out";

const TITLE = "Users with a coupon beside those without";
const number = new Intl.NumberFormat("en");
const decimal = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
type Measure = Compared["measures"][number];

const nameOf = (measure: ComparedMeasure, days: number, currency: string) =>
  ({
    active_days: "Days they were seen on",
    requests: "Requests",
    cost: `Cost to serve, ${currency}`,
    retained: `Seen on day ${days} (D${days} retention)`,
  })[measure];

/** A value of a measure in words; the difference of two shares is in points. */
function wordsOf(measure: ComparedMeasure, value: number): string {
  if (measure === "cost") return formatUnitAmount(BigInt(Math.round(value)));
  if (measure === "retained") return `${(value * 100).toFixed(1)} %`;
  return decimal.format(value);
}
function signedWords(measure: ComparedMeasure, value: number): string {
  const words = wordsOf(measure, Math.abs(value)).replace(" %", "");
  return `${value < 0 ? "−" : "+"}${words}`;
}

function MeasureRow({ one, days, currency }: { one: Measure; days: number; currency: string }) {
  const { measure, difference, low, high } = one;
  const mayBeChance = low <= 0 && high >= 0;
  return (
    <Tr>
      <Td className="min-w-44">{nameOf(measure, days, currency)}</Td>
      <Td numeric>{wordsOf(measure, one.coupon)}</Td>
      <Td numeric>{wordsOf(measure, one.organic)}</Td>
      <Td numeric className="font-medium">
        {signedWords(measure, difference)}
        {measure === "retained" && " points"}
      </Td>
      <Td numeric>
        {signedWords(measure, low)} to {signedWords(measure, high)}
        {mayBeChance && <span className="block text-meta text-ink-3">may be chance</span>}
      </Td>
    </Tr>
  );
}

function One({ compared, currency }: { compared: Compared; currency: string }) {
  const { days, weeks, coupon, organic, measures } = compared;
  const unit = (micros: string | null) => (micros === null ? "–" : formatUnitAmount(micros));
  const label = `The first ${days} days of users`;
  if (measures.length === 0 || !weeks)
    return (
      <CardBody className="border-t border-line">
        <h3 className="font-medium">{label}</h3>
        <p className="text-meta text-ink-2">
          Not enough data: it takes 100 users on either side who came in the same weeks and whose days are
          over; there are {number.format(coupon.users)} and {number.format(organic.users)}.
        </p>
      </CardBody>
    );
  return (
    <div className="border-t border-line">
      <h3 className="px-4 pt-3 font-medium">
        {label}{" "}
        <span className="text-meta font-normal text-ink-3">
          who came in {weeks.count === 1 ? "the week" : `${weeks.count} weeks`} of{" "}
          {formatDays(weeks.from, weeks.to)}
        </span>
      </h3>
      <Table label={label} rows="plain">
        <thead>
          <tr>
            <Th>A mean user</Th>
            <Th numeric>With a coupon</Th>
            <Th numeric>Without</Th>
            <Th numeric>Difference</Th>
            <Th numeric>95 % interval</Th>
          </tr>
        </thead>
        <tbody>
          <Tr>
            <Td>Users</Td>
            <Td numeric>{number.format(coupon.users)}</Td>
            <Td numeric>{number.format(organic.users)}</Td>
            <Td numeric>–</Td>
            <Td numeric>–</Td>
          </Tr>
          {measures.map((one) => (
            <MeasureRow key={one.measure} one={one} days={days} currency={currency} />
          ))}
          <Tr>
            <Td>Cost of the median user / P95</Td>
            <Td numeric>
              {unit(coupon.p50Micros)} / {unit(coupon.p95Micros)}
            </Td>
            <Td numeric>
              {unit(organic.p50Micros)} / {unit(organic.p95Micros)}
            </Td>
            <Td numeric>–</Td>
            <Td numeric>–</Td>
          </Tr>
        </tbody>
      </Table>
    </div>
  );
}

function save(comparisons: Compared[], currency: string) {
  const money = (measure: ComparedMeasure, value: number) => (measure === "cost" ? value / 1_000_000 : value);
  const rows = comparisons.flatMap(({ days, coupon, organic, measures }) =>
    measures.map(({ measure, ...one }) => [
      days,
      measure,
      coupon.users,
      organic.users,
      money(measure, one.coupon),
      money(measure, one.organic),
      money(measure, one.difference),
      money(measure, one.low),
      money(measure, one.high),
      measure === "cost" ? currency : "",
    ]),
  );
  const head =
    "first_days,measure,coupon_users,organic_users,coupon,organic,difference,low_95,high_95,currency";
  const text = toCsv(head.split(","), rows);
  saveFile(`${fileName(TITLE)}.csv`, new Blob([text], { type: "text/csv;charset=utf-8" }));
}

type Props = { view: View; holdouts: { key: string; name: string }[] };

/** Coupon users against organic ones of the same weeks; and that this is no experiment. */
export function CouponComparison({ view, holdouts }: Props) {
  const { data, isError } = useWorkedOut<Told>(toEconomicsUrl("coupon-comparison", view));
  if (!data || (!data.comparisons && data.days))
    return <WorkingOut id="comparison" title={TITLE} failed={isError} progress={data?.progress} />;
  const { comparisons, about } = data;
  return (
    <Card id="comparison" className="scroll-mt-18">
      <CardHead
        title={TITLE}
        hint={`new users of the same weeks · weeks of ${about.timeZone} begin on Monday`}
      >
        {comparisons && comparisons.some(({ measures }) => measures.length > 0) && (
          <Button kind="quiet" size="small" onClick={() => save(comparisons, about.currency)}>
            <Download aria-hidden strokeWidth={1.5} />
            CSV
          </Button>
        )}
      </CardHead>
      {comparisons ? (
        <>
          <CardBody>
            <p className="text-pretty">
              <b>This is no experiment.</b> Who takes a coupon may be another kind of user anyway, so the
              difference is not what the coupon did.{" "}
              {holdouts.length === 0
                ? "Hold some users of a campaign out to measure that."
                : "A holdout measures that: "}
              {holdouts.map(({ key, name }, nth) => (
                <span key={key}>
                  {nth > 0 && ", "}
                  <TextLink href={`/campaigns/${key}`} prefetch={false}>
                    {name}
                  </TextLink>
                </span>
              ))}
            </p>
          </CardBody>
          {comparisons.map((compared) => (
            <One key={compared.days} compared={compared} currency={about.currency} />
          ))}
          <CardBody className="border-t border-line text-meta text-pretty text-ink-3">
            New is who was never seen before; the day they came on is day 0. With a coupon: got one, of any
            campaign, before the end of the week they came in; later ones count as without. Each week is
            compared with itself and weighted by its users with a coupon, so that age and season are alike;
            the interval adds up the variances of both means week by week (Welch). P50 and P95 are of these
            users as they are.
          </CardBody>
        </>
      ) : (
        <EmptyState title="Nothing to compare yet">
          <p>Once a full day of usage is over, users with a coupon stand here beside those without.</p>
        </EmptyState>
      )}
    </Card>
  );
}
