"use client";

import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import type { daysMadeSchema } from "@/lib/costs";

type WorkedOut = { progress: z.infer<typeof daysMadeSchema> };

/** How often it is asked how far the working out is. */
const AGAIN_MS = 1_000;

async function read<T>(url: string): Promise<T> {
  const answer = await fetch(url, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${url.split("?")[0]} was answered ${answer.status}`);
  return answer.json();
}

/** What is worked out from the events on first use: asked again until it is there. */
export function useWorkedOut<T extends WorkedOut>(url: string) {
  return useQuery({
    queryKey: ["worked-out", url],
    queryFn: () => read<T>(url),
    staleTime: 300_000,
    retry: 1,
    refetchInterval: ({ state }) => {
      const progress = state.data?.progress;
      return progress && progress.done < progress.total ? AGAIN_MS : false;
    },
  });
}
