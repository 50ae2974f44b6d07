import type { ReactNode } from "react";
import { Card, CardHead } from "@/components/ui/card";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import {
  type CostsReport,
  changeFrom,
  describeBaseline,
  formatDays,
  formatShare,
  formatUnitAmount,
  toViewUrl,
  type UnitKind,
} from "@/lib/costs";
import { UserCostRows } from "./user-cost-rows";

const words: Record<UnitKind, { name: string; basis: string }> = {
  request: { name: "request", basis: "spend over requests that have a price" },
  million_tokens: { name: "million tokens", basis: "input and output together" },
  user_day: { name: "user, a day", basis: "spend over the active users of each day" },
  new_user: { name: "new user, on average", basis: "all spend over new users, discounts left out" },
  redemption: { name: "redeemed coupon", basis: "its discount alone" },
};

function Cell({ name, basis }: { name: ReactNode; basis: ReactNode }) {
  return (
    <Td className="min-w-48 py-2!">
      {name}
      <span className="block text-meta text-pretty text-ink-3">{basis}</span>
    </Td>
  );
}

function Compared({ micros, beforeMicros }: { micros: string | null; beforeMicros: string | null }) {
  if (micros === null || beforeMicros === null)
    return (
      <Td numeric className="text-ink-3">
        –
      </Td>
    );
  const { arrow } = changeFrom(BigInt(beforeMicros), BigInt(micros));
  return (
    <Td numeric>
      {arrow} {formatShare(BigInt(micros), BigInt(beforeMicros))?.replace(/^[+−]/, "") ?? ""}
    </Td>
  );
}

/** What one of each costs, as far as it can be defended now. */
export function UnitsTable({ report, zone }: { report: CostsReport; zone: string }) {
  const { units, about, userCost } = report;
  const { cost } = userCost;
  return (
    <Card id="units" className="scroll-mt-18">
      <CardHead
        title="Unit economics"
        hint={
          units.from && units.to
            ? `full days, ${formatDays(units.from, units.to)}`
            : "no full day in this range"
        }
      >
        <TextLink href={toViewUrl("/costs/users", about.view, zone)} prefetch={false} className="text-meta">
          User by user, campaign by campaign
        </TextLink>
      </CardHead>
      <Table label="Unit economics" rows="plain">
        <thead>
          <tr>
            <Th>One…</Th>
            <Th numeric>{about.currency}</Th>
            <Th numeric>
              {units.beforeFrom && units.beforeTo
                ? `To ${formatDays(units.beforeFrom, units.beforeTo)}`
                : "To the days before"}
            </Th>
          </tr>
        </thead>
        <tbody>
          {units.rows
            .filter(({ micros }) => micros !== null)
            .map(({ kind, micros, beforeMicros }) => (
              <Tr key={kind}>
                <Cell {...words[kind]} />
                <Td numeric className="font-medium">
                  {formatUnitAmount(micros ?? "0")}
                </Td>
                <Compared micros={micros} beforeMicros={beforeMicros} />
              </Tr>
            ))}
          <UserCostRows view={about.view} />
          <Tr>
            <Cell
              name="more user, all in"
              basis={
                cost.known
                  ? `inference and discounts, ${formatDays(cost.from, cost.to)} over ${describeBaseline(cost.baseline)}; 90 % interval ${formatUnitAmount(cost.lowMicros)}–${formatUnitAmount(cost.highMicros)} by Fieller's theorem, weekday by weekday`
                  : cost.detail
              }
            />
            <Td numeric className="font-medium">
              {cost.known ? formatUnitAmount(cost.micros) : "–"}
            </Td>
            <Td numeric className="text-ink-3">
              {cost.known && userCost.dayBeforeMicros !== null ? (
                <>
                  {changeFrom(BigInt(userCost.dayBeforeMicros), BigInt(cost.micros)).arrow}{" "}
                  {formatShare(BigInt(cost.micros), BigInt(userCost.dayBeforeMicros))?.replace(/^[+−]/, "")}{" "}
                  to a day before
                </>
              ) : (
                "–"
              )}
            </Td>
          </Tr>
        </tbody>
      </Table>
    </Card>
  );
}
