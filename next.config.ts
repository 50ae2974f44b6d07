import type { NextConfig } from "next";
import { everyAnswer, strictTransport } from "./lib/kernel/security-headers";

const toHeaders = (headers: Record<string, string>) =>
  Object.entries(headers).map(([key, value]) => ({ key, value }));

const nextConfig: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // npm test checks types; a start shall not wait for it
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["pg", "@prisma/client", "@prisma/adapter-pg", "@node-rs/argon2", "pino"],
  // titles come in the head with the page, for readers without JavaScript too (lib/decisions/0004)
  htmlLimitedBots: /.*/,
  // pages have their headers from proxy.ts, the machine API from lib/entry; this is for what is served as it lies
  headers: async () =>
    ["/_next/:path*", "/api/auth/:path*", "/api/live"].flatMap((source) => [
      { source, headers: toHeaders({ ...everyAnswer, "x-frame-options": "DENY" }) },
      {
        source,
        has: [{ type: "header" as const, key: "x-forwarded-proto", value: "https" }],
        headers: toHeaders({ "strict-transport-security": strictTransport }),
      },
    ]),
  // the address that people use is ours, also behind a proxy that hides it
  experimental: {
    serverActions: { allowedOrigins: process.env.AUTH_URL ? [new URL(process.env.AUTH_URL).host] : [] },
  },
};

export default nextConfig;
