"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Flow, Switch } from "@/lib/switch";

export const flowKey = ["flow"] as const;

async function readFlow(): Promise<Flow> {
  const answer = await fetch("/api/v1/flow", { cache: "no-store" });
  if (!answer.ok) throw new Error(`the flow was answered ${answer.status}`);
  return answer.json();
}

/** The state of the flow: first from the server, then whenever the live stream says so, and every ten seconds anyway. */
export function useFlow(initial: Flow) {
  return useQuery({
    queryKey: flowKey,
    queryFn: readFlow,
    initialData: initial,
    initialDataUpdatedAt: Date.parse(initial.asOf),
    staleTime: 1_000,
    refetchInterval: 10_000,
    retry: 0,
  });
}

/** Puts what an action answered on the screen at once, then reads the rest. */
export function useFlowUpdate() {
  const client = useQueryClient();
  return (next: Switch) => {
    client.setQueryData<Flow>(flowKey, (flow) => {
      if (!flow || flow.switch.version > next.version) return flow;
      const receipt = next.issuance === "paused" ? flow.receipt : null;
      return { ...flow, switch: next, receipt };
    });
    void client.invalidateQueries({ queryKey: flowKey });
  };
}
