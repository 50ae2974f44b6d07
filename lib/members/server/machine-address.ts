import "server-only";
import { gatewayPort, readEnv } from "../../platform/env";

/**
 * Where machines reach Sluice, as people see it: the gateway beside the dashboard, or, when AUTH_URL says how people
 * come, that same address, where the dashboard serves the machine API too.
 */
export function machineAddress(dashboardOrigin: string): string {
  const { AUTH_URL } = readEnv("AUTH_URL");
  if (AUTH_URL) return new URL(AUTH_URL).origin;
  const address = new URL(dashboardOrigin);
  address.port = String(gatewayPort());
  return address.origin;
}
