"use client";

import { useQuery } from "@tanstack/react-query";
import { isOpen } from "@/lib/campaigns";
import type { UsageImport } from "@/lib/usage";

const OPEN_MS = 1_000;
const QUIET_MS = 15_000;

const isUnderWay = ({ check, load }: UsageImport) =>
  (check !== undefined && isOpen(check.job)) || (load !== undefined && isOpen(load.job));

async function readImports(): Promise<UsageImport[]> {
  const answer = await fetch("/api/v1/usage-imports?limit=10", { cache: "no-store" });
  if (!answer.ok) throw new Error(`the imports were answered ${answer.status}`);
  return (await answer.json()).data;
}

/** The last usage files: every second while one is read. */
export function useUsageImports(initial: UsageImport[]) {
  const known = initial.map(({ id, isKept, check, load }) => [id, isKept, check?.job.id, load?.job.id]);
  return useQuery({
    queryKey: ["usage-imports", JSON.stringify(known)],
    queryFn: readImports,
    initialData: initial,
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? OPEN_MS : QUIET_MS),
    retry: 0,
  });
}
