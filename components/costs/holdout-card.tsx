"use client";

import { useQuery } from "@tanstack/react-query";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Note } from "@/components/ui/note";
import { SegmentedLinks } from "@/components/ui/segmented";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { type EffectDays, effectDays, effectWords, formatUnitAmount, type HoldoutEffect } from "@/lib/costs";

const number = new Intl.NumberFormat("en");
const share = (part: number | null) => (part === null ? "–" : `${(part * 100).toFixed(1)} %`);
const signed = (text: string) => (text.startsWith("−") || text === "0" ? text : `+${text}`);
const points = (part: number) => signed((part * 100).toFixed(1).replace("-", "−"));
const money = (micros: string | null, currency: string) =>
  micros === null ? "–" : `${currency} ${formatUnitAmount(micros)}`;

async function readEffect(url: string): Promise<HoldoutEffect> {
  const answer = await fetch(url, { cache: "no-store" });
  if (!answer.ok) throw new Error(`the effect of a holdout was answered ${answer.status}`);
  return answer.json();
}

type Group = HoldoutEffect["given"];

/** A share as a bar and its 95 % interval as a line over the bar's end. Decoration: the table tells the same. */
function ShareBar({ name, group, most, pale }: { name: string; group: Group; most: number; pale?: boolean }) {
  const at = (part: number) => `${Math.min(100, (part / most) * 100)}%`;
  const { interval } = group;
  return (
    <div className="grid grid-cols-[7rem_minmax(0,1fr)_4rem] items-center gap-3">
      <span className="text-meta text-ink-2">{name}</span>
      <span className="relative block h-5 rounded-[4px] bg-sunken">
        <i
          className={`block h-5 rounded-[4px] ${pale ? "bg-ink-3" : "bg-accent"}`}
          style={{ width: at(group.share ?? 0) }}
        />
        {interval && (
          <i
            className="absolute top-1/2 h-2.5 -translate-y-1/2 border-x-2 border-ink"
            style={{ left: at(interval.low), width: `calc(${at(interval.high)} - ${at(interval.low)})` }}
          >
            <i className="absolute inset-x-0 top-1/2 h-0.5 -translate-y-1/2 bg-ink" />
          </i>
        )}
      </span>
      <span className="text-right font-medium">{share(group.share)}</span>
    </div>
  );
}

function Figures({ effect }: { effect: HoldoutEffect }) {
  const { given, heldOut, active, cost, currency, unpricedRequests, days } = effect;
  const most = Math.max(given.interval?.high ?? 0, heldOut.interval?.high ?? 0) || 1;
  return (
    <>
      <CardBody className="grid gap-3">
        <p className="text-pretty">{effectWords(effect)}</p>
        <div aria-hidden className="grid max-w-2xl gap-2">
          <ShareBar name="With a coupon" group={given} most={most} />
          <ShareBar name="Held out" group={heldOut} most={most} pale />
        </div>
      </CardBody>
      <Table label="With a coupon and held out">
        <thead>
          <tr>
            <Th>Within {days} days</Th>
            <Th numeric>With a coupon</Th>
            <Th numeric>Held out</Th>
            <Th numeric>Difference</Th>
            <Th numeric>95 % interval</Th>
          </tr>
        </thead>
        <tbody>
          <Tr>
            <Td>Users whose days are over</Td>
            <Td numeric>{number.format(given.subjects)}</Td>
            <Td numeric>{number.format(heldOut.subjects)}</Td>
            <Td numeric>–</Td>
            <Td numeric>–</Td>
          </Tr>
          <Tr>
            <Td>Came back after the first day</Td>
            <Td numeric>{share(given.share)}</Td>
            <Td numeric>{share(heldOut.share)}</Td>
            <Td numeric className="font-medium">
              {active ? `${points(active.difference)} points` : "–"}
            </Td>
            <Td numeric>{active ? `${points(active.low)} to ${points(active.high)}` : "–"}</Td>
          </Tr>
          <Tr>
            <Td>Inference cost of a user</Td>
            <Td numeric>{money(given.costMicros, currency)}</Td>
            <Td numeric>{money(heldOut.costMicros, currency)}</Td>
            <Td numeric className="font-medium">
              {cost ? signed(formatUnitAmount(cost.difference)) : "–"}
            </Td>
            <Td numeric>
              {cost ? `${signed(formatUnitAmount(cost.low))} to ${signed(formatUnitAmount(cost.high))}` : "–"}
            </Td>
          </Tr>
        </tbody>
      </Table>
      {unpricedRequests > 0 && (
        <CardBody>
          <Note look="amber">
            {number.format(unpricedRequests)} of their requests have no price yet and are in no cost here.
          </Note>
        </CardBody>
      )}
    </>
  );
}

/** What the coupons did, beside the users who were held out by chance. Read from the events, so it may come after the page. */
export function HoldoutCard({ campaignKey, days }: { campaignKey: string; days: EffectDays }) {
  const url = `/api/v1/campaigns/${campaignKey}/holdout-effect?days=${days}`;
  const { data, isError } = useQuery({
    queryKey: ["holdout-effect", url],
    queryFn: () => readEffect(url),
    staleTime: 300_000,
    retry: 1,
  });
  return (
    <Card>
      <CardHead title="What the coupons did" hint="against the holdout">
        <SegmentedLinks
          label="Days after the coupon"
          items={effectDays.map((one) => ({
            href: `/campaigns/${campaignKey}?after=${one}`,
            label: `${one} days`,
            current: one === days,
          }))}
        />
      </CardHead>
      {data ? (
        <Figures effect={data} />
      ) : (
        <CardBody className="min-h-64">
          <p className="text-ink-2">
            {isError ? "It could not be read. Load the page again." : "Working it out…"}
          </p>
        </CardBody>
      )}
    </Card>
  );
}
