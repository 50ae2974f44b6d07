"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type CostsReport, toViewParams } from "@/lib/costs";

async function readCosts(query: string): Promise<CostsReport> {
  const answer = await fetch(`/api/v1/costs?${query}`, { cache: "no-store" });
  if (!answer.ok) throw new Error(`the costs were answered ${answer.status}`);
  return answer.json();
}

/** The costs of one view: first from the server, then whenever the live stream says so, and every minute anyway. */
export function useCosts(initial: CostsReport, zone: string) {
  const query = toViewParams(initial.about.view, zone).toString();
  return useQuery({
    queryKey: ["costs", query],
    queryFn: () => readCosts(query),
    initialData: initial,
    initialDataUpdatedAt: Date.parse(initial.about.asOf),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    retry: 0,
  });
}
