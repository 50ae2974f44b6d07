"use client";

import { useQuery } from "@tanstack/react-query";
import { isOpen, type Job } from "@/lib/campaigns";

const SHOWN = 5;
const OPEN_MS = 1_000;
const QUIET_MS = 15_000;

async function readJobs(campaign: string): Promise<Job[]> {
  const query = new URLSearchParams({ campaign, limit: String(SHOWN) });
  const answer = await fetch(`/api/v1/jobs?${query}`, { cache: "no-store" });
  if (!answer.ok) throw new Error(`the jobs were answered ${answer.status}`);
  return (await answer.json()).data;
}

/** The last jobs of a campaign: every second while one is under way. */
export function useJobs(campaign: string, initial: Job[]) {
  return useQuery({
    queryKey: ["jobs", campaign, initial[0]?.id, initial[0]?.status],
    queryFn: () => readJobs(campaign),
    initialData: initial,
    refetchInterval: ({ state }) => (state.data?.some(isOpen) ? OPEN_MS : QUIET_MS),
    retry: 0,
  });
}
