"use client";

import { useQuery } from "@tanstack/react-query";
import { Td, Tr } from "@/components/ui/table";
import { formatDays, formatUnitAmount, toUserCostsUrl, type UserCostsView, type View } from "@/lib/costs";

const number = new Intl.NumberFormat("en");

async function readUserCosts(url: string): Promise<UserCostsView> {
  const answer = await fetch(url, { cache: "no-store" });
  if (!answer.ok) throw new Error(`the costs of users were answered ${answer.status}`);
  return answer.json();
}

function Row({ name, basis, value }: { name: string; basis: string; value: string }) {
  return (
    <Tr>
      <Td className="min-w-48 py-2!">
        {name}
        <span className="block text-meta text-pretty text-ink-3">{basis}</span>
      </Td>
      <Td numeric className="font-medium">
        {value}
      </Td>
      <Td numeric className="text-ink-3">
        –
      </Td>
    </Tr>
  );
}

/** Median and 95th percentile of a user's cost: read from the events, so they may come after the page. */
export function UserCostRows({ view }: { view: View }) {
  const url = toUserCostsUrl(view);
  const { data, isError } = useQuery({
    queryKey: ["user-costs", url],
    queryFn: () => readUserCosts(url),
    staleTime: 300_000,
    retry: 1,
  });
  const amount = (micros: string | null | undefined) =>
    data
      ? micros == null
        ? "–"
        : formatUnitAmount(micros)
      : isError
        ? "could not be read"
        : "working it out…";
  const over = data?.days
    ? `${number.format(data.users)} users, ${formatDays(data.days.from, data.days.to)}`
    : data
      ? "no full day in this range"
      : "each user's requests together";
  const top = data?.top
    ? `; the ${number.format(data.top.users)} from there up make ${Math.round(data.top.share * 100)} % of their cost`
    : "";
  return (
    <>
      <Row name="user, the median (P50)" basis={`half cost less; ${over}`} value={amount(data?.p50Micros)} />
      <Row
        name="user, the 95th percentile (P95)"
        basis={`one in twenty costs as much or more${top}`}
        value={amount(data?.p95Micros)}
      />
    </>
  );
}
