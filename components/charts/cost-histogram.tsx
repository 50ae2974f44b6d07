"use client";

import type { ReactNode } from "react";
import { formatMicros, microsToUnits, plainMicros } from "@/lib/kernel/money";
import { formatPercent } from "@/lib/kernel/text";
import { Panel } from "./panel";
import { ReadingLine } from "./reading-line";
import { TimeFigure } from "./time-figure";

/** Users of which each cost from `fromMicros` on and less than `toMicros`. */
export type CostBar = { fromMicros: string; toMicros: string; users: number; costMicros: string };

type Props = { title: string; hint?: ReactNode; bars: CostBar[]; currency: string; note: string };

const HEIGHT = 220;
const number = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 1, useGrouping: false });

const labelOf = ({ fromMicros }: CostBar) => short.format(microsToUnits(fromMicros));
const rangeOf = ({ fromMicros, toMicros }: CostBar) =>
  fromMicros === "0"
    ? "nothing"
    : `${short.format(microsToUnits(fromMicros))} to ${short.format(microsToUnits(toMicros))}`;

/** How many users cost about how much: bins of 1, 2, 5, 10, …, since costs of users differ by powers of ten. */
export function CostHistogram({ title, hint, bars, currency, note }: Props) {
  const users = bars.reduce((sum, bar) => sum + bar.users, 0);
  const cost = bars.reduce((sum, bar) => sum + BigInt(bar.costMicros), 0n);
  const partOf = (bar: CostBar) => (cost === 0n ? 0 : Number(BigInt(bar.costMicros)) / Number(cost));
  return (
    <TimeFigure
      title={title}
      hint={hint}
      buckets={bars.map((bar) => ({ start: bar.fromMicros, label: labelOf(bar), isCurrent: false }))}
      markers={[]}
      timeZone={note}
      table={{
        head: [`Cost of a user, ${currency}`, "Users", "Share of users", "Their cost", "Share of cost"],
        rows: bars.map((bar) => ({
          key: bar.fromMicros,
          isCurrent: false,
          cells: [
            rangeOf(bar),
            number.format(bar.users),
            formatPercent(users === 0 ? 0 : bar.users / users),
            formatMicros(bar.costMicros),
            formatPercent(partOf(bar)),
          ],
        })),
        total: ["All", number.format(users), "", formatMicros(cost), ""],
        csv: {
          head: ["cost_from", "cost_below", "users", "cost", "currency"],
          rows: bars.map((bar) => [
            plainMicros(bar.fromMicros),
            plainMicros(bar.toMicros),
            bar.users,
            plainMicros(bar.costMicros),
            currency,
          ]),
        },
      }}
      reading={(active) => {
        const bar = bars[active];
        return (
          bar && (
            <ReadingLine
              title={`${rangeOf(bar)}, ${currency}`}
              items={[
                { label: "Users", value: number.format(bar.users), colour: "var(--accent)" },
                { label: "of all", value: formatPercent(users === 0 ? 0 : bar.users / users) },
                { label: "Their share of the cost", value: formatPercent(partOf(bar)) },
              ]}
            />
          )
        );
      }}
    >
      {(active, width) => (
        <Panel
          rows={bars.map((bar) => ({ label: labelOf(bar), isCurrent: false, values: { users: bar.users } }))}
          series={[{ key: "users", colour: "var(--accent)" }]}
          height={HEIGHT}
          width={width}
          active={active}
          showTime
          whole
        />
      )}
    </TimeFigure>
  );
}
