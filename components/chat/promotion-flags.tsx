"use client";

import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature, OpenFeatureProvider } from "@openfeature/react-sdk";
import { type ReactNode, useEffect } from "react";

const DOMAIN = "chat";
const REACH_MS = 1_500;

/** The gateway beside this page when the browser can reach it, else the page's own origin, which answers the same. */
async function findFlags(gatewayPort: number): Promise<string> {
  const gateway = `${location.protocol}//${location.hostname}:${gatewayPort}`;
  try {
    await fetch(`${gateway}/api/health/live`, { mode: "no-cors", signal: AbortSignal.timeout(REACH_MS) });
    return gateway;
  } catch {
    return location.origin;
  }
}

/** The stock OpenFeature provider over OFREP, as any web frontend sets it up. Until it has answered, flags are off. */
export function PromotionFlags({
  clientKey,
  gatewayPort,
  children,
}: {
  clientKey: string;
  gatewayPort: number;
  children: ReactNode;
}) {
  useEffect(() => {
    let left = false;
    void findFlags(gatewayPort).then((baseUrl) => {
      if (left) return;
      const provider = new OFREPWebProvider({
        baseUrl,
        headers: [["authorization", `Bearer ${clientKey}`]],
        cacheMode: "network-first",
        cacheTTL: 3_600,
        timeoutMs: 1_500,
      });
      OpenFeature.setProvider(DOMAIN, provider);
    });
    return () => {
      left = true;
      void OpenFeature.clearProviders();
    };
  }, [clientKey, gatewayPort]);
  return <OpenFeatureProvider domain={DOMAIN}>{children}</OpenFeatureProvider>;
}
