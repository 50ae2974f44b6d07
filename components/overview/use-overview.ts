"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type Overview, toViewParams } from "@/lib/costs";

async function readOverview(query: string): Promise<Overview> {
  const answer = await fetch(`/api/v1/overview?${query}`, { cache: "no-store" });
  if (!answer.ok) throw new Error(`the overview was answered ${answer.status}`);
  return answer.json();
}

/** The overview of one view: first from the server, then whenever the live stream says so, and every minute anyway. */
export function useOverview(initial: Overview, zone: string) {
  const query = toViewParams(initial.about.view, zone).toString();
  return useQuery({
    queryKey: ["overview", query],
    queryFn: () => readOverview(query),
    initialData: initial,
    initialDataUpdatedAt: Date.parse(initial.about.asOf),
    placeholderData: keepPreviousData,
    // comparisons go by the clock: they move though nothing happens
    refetchInterval: 60_000,
    retry: 0,
  });
}
