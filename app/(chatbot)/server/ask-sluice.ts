import "server-only";
import { gatewayPort, readEnv } from "@/lib/platform/env";

const PATIENCE_MS = 4_000;

function hostOf(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

/**
 * One request of the machine API with the secret key, as any chatbot's backend would send it: to the gateway, and to
 * the dashboard's lane when the gateway is down.
 */
export async function askSluice(path: string, init: RequestInit = {}): Promise<Response> {
  const { DEMO_API_KEY, HOST, PORT } = readEnv("DEMO_API_KEY", "HOST", "PORT");
  const request = {
    ...init,
    cache: "no-store" as const,
    headers: { authorization: `Bearer ${DEMO_API_KEY}`, ...init.headers },
  };
  const lanes = [gatewayPort(), PORT].map((port) => `http://${hostOf(HOST)}:${port}${path}`);
  let failure: unknown;
  for (const address of lanes) {
    try {
      return await fetch(address, { ...request, signal: AbortSignal.timeout(PATIENCE_MS) });
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
