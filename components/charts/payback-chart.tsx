"use client";

import type { ReactNode } from "react";
import { formatMicros, microsToUnits, plainMicros } from "@/lib/kernel/money";
import { formatPercent } from "@/lib/kernel/text";
import { LinesPanel } from "./panel";
import { ReadingLine } from "./reading-line";
import { TimeFigure } from "./time-figure";

/** A mean user up to an age in days, everything added up; micro-units. */
export type AgeBucket = {
  age: number;
  users: number;
  activeShare: number;
  serveMicros: string;
  revenueMicros: string | null;
};

type Props = {
  title: string;
  hint?: ReactNode;
  points: AgeBucket[];
  /** What it took to get a user. */
  acquireMicros: string;
  currency: string;
  note: string;
};

const HEIGHT = 240;
const number = new Intl.NumberFormat("en");
const amount = (micros: string | bigint) => formatMicros(micros, 4);
const plain = (micros: string | bigint | null) => (micros === null ? null : plainMicros(micros));

/** What a user cost so far, getting them included, beside what they brought in, by days of age. */
export function PaybackChart({ title, hint, points, acquireMicros, currency, note }: Props) {
  const costOf = ({ serveMicros }: AgeBucket) => BigInt(acquireMicros) + BigInt(serveMicros);
  return (
    <TimeFigure
      title={title}
      hint={hint}
      buckets={points.map(({ age }) => ({ start: String(age), label: String(age), isCurrent: false }))}
      markers={[]}
      timeZone={note}
      table={{
        head: ["Day of age", "Users", "Active", "To acquire", "To serve", "Cost so far", "Revenue so far"],
        rows: points.map((point) => ({
          key: String(point.age),
          isCurrent: false,
          cells: [
            String(point.age),
            number.format(point.users),
            formatPercent(point.activeShare),
            amount(acquireMicros),
            amount(point.serveMicros),
            amount(costOf(point)),
            point.revenueMicros === null ? null : amount(point.revenueMicros),
          ],
        })),
        csv: {
          head: ["age_days", "users", "active_share", "acquire", "serve", "cost", "revenue", "currency"],
          rows: points.map((point) => [
            point.age,
            point.users,
            point.activeShare,
            plain(acquireMicros),
            plain(point.serveMicros),
            plain(costOf(point)),
            plain(point.revenueMicros),
            currency,
          ]),
        },
      }}
      reading={(active) => {
        const point = points[active];
        return (
          point && (
            <ReadingLine
              title={`Day ${point.age}, ${currency} a user`}
              items={[
                { label: "Cost so far", value: amount(costOf(point)), colour: "var(--accent)" },
                ...(point.revenueMicros === null
                  ? []
                  : [{ label: "Revenue so far", value: amount(point.revenueMicros), compared: true }]),
                { label: "active", value: formatPercent(point.activeShare) },
                { label: "of", value: `${number.format(point.users)} users` },
              ]}
            />
          )
        );
      }}
    >
      {(active, width) => (
        <LinesPanel
          labels={points.map(({ age }) => String(age))}
          lines={[
            {
              key: "cost",
              colour: "var(--accent)",
              values: points.map((point) => microsToUnits(costOf(point))),
            },
            {
              key: "revenue",
              colour: "var(--ink-2)",
              dash: "1 4",
              values: points.map(({ revenueMicros }) =>
                revenueMicros === null ? null : microsToUnits(revenueMicros),
              ),
            },
          ]}
          missing={
            points.every(({ revenueMicros }) => revenueMicros === null) ? "No revenue is given" : undefined
          }
          height={HEIGHT}
          width={width}
          active={active}
          showTime
        />
      )}
    </TimeFigure>
  );
}
