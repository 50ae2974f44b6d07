"use client";

import Link from "next/link";
import { useState } from "react";
import { PaybackChart } from "@/components/charts/payback-chart";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Note } from "@/components/ui/note";
import {
  type CampaignEconomicsRow,
  paybackWords,
  type CampaignEconomics as Told,
  toEconomicsUrl,
  type View,
} from "@/lib/costs";
import { formatMinor } from "@/lib/kernel/money";
import { CampaignEconomicsTable } from "./campaign-economics-table";
import { useWorkedOut } from "./use-worked-out";
import { WorkingOut } from "./working-out";

const TITLE = "Users of each campaign";
const number = new Intl.NumberFormat("en");

function Curve({ row, currency }: { row: CampaignEconomicsRow; currency: string }) {
  if (row.curve.length === 0)
    return (
      <Card>
        <CardHead title={`Cost and revenue of a user of ${row.name}`} />
        <EmptyState title="Not enough data yet">
          <p>A curve is drawn for ages with a hundred users at least.</p>
        </EmptyState>
      </Card>
    );
  return (
    <PaybackChart
      key={row.campaign}
      title={`Cost and revenue of a user of ${row.name}`}
      hint={`by days since they came · payback: ${paybackWords(row.payback)}`}
      points={row.curve}
      acquireMicros={row.each?.acquireMicros ?? "0"}
      currency={currency}
      note="days of age; the day of the coupon is 0"
    />
  );
}

function Left({ told }: { told: Told }) {
  return (
    <>
      {told.unconverted.map(({ currency, amount, redemptions }) => (
        <Note key={currency} look="amber">
          Discounts of {/^[A-Z]{3}$/.test(currency) ? formatMinor(BigInt(amount), currency) : currency} in{" "}
          {number.format(redemptions)} redemptions have no exchange rate for their day and are in no cost
          here.
        </Note>
      ))}
      {told.unpricedRequests > 0 && (
        <Note look="amber">
          {number.format(told.unpricedRequests)} requests of users in these days have no price yet and are in
          no cost here.
        </Note>
      )}
    </>
  );
}

/** What the users of each campaign cost, and when they have paid it back. `show`: whose curve is drawn first. */
export function CampaignEconomics({ view, show }: { view: View; show: string | undefined }) {
  const { data, isError } = useWorkedOut<Told>(toEconomicsUrl("campaign-economics", view));
  const [chosen, choose] = useState(show);
  if (!data || (!data.campaigns && data.days))
    return <WorkingOut id="campaigns" title={TITLE} failed={isError} progress={data?.progress} />;
  const { campaigns, days, about } = data;
  const shown = campaigns?.find(({ campaign }) => campaign === chosen) ?? campaigns?.[0];
  if (!campaigns || !days || !shown)
    return (
      <Card id="campaigns" className="scroll-mt-18">
        <CardHead title={TITLE} />
        <EmptyState
          title="No campaign has users yet"
          action={
            <Button asChild>
              <Link href="/campaigns">Campaigns</Link>
            </Button>
          }
        >
          <p>
            Once coupons are issued and a full day is over, each campaign stands here with what its users cost
            to get and to serve.
          </p>
        </EmptyState>
      </Card>
    );
  return (
    <section id="campaigns" aria-label={TITLE} className="grid grid-cols-[minmax(0,1fr)] scroll-mt-18 gap-4">
      <CampaignEconomicsTable
        rows={campaigns}
        days={days}
        currency={about.currency}
        shown={shown.campaign}
        show={choose}
      />
      <Left told={data} />
      <Curve row={shown} currency={about.currency} />
    </section>
  );
}
