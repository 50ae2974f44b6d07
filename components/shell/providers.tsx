"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Toaster } from "@/components/ui/toaster";
import { Commands } from "./commands";
import { Live } from "./live";

function makeClient() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // the server gave the first paint; what moves says itself when it is stale
        staleTime: 30_000,
        retry: 1,
        refetchOnWindowFocus: true,
      },
    },
  });
}

/** What client parts of the signed-in pages share. */
export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(makeClient);
  return (
    <QueryClientProvider client={client}>
      <Live>
        <Commands>{children}</Commands>
      </Live>
      <Toaster />
    </QueryClientProvider>
  );
}
