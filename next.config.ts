import type { NextConfig } from "next";

const nextConfig: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // npm test checks types; a start shall not wait for it
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["pg", "@prisma/client", "@prisma/adapter-pg", "@node-rs/argon2", "pino"],
  // titles come in the head with the page, for readers without JavaScript too (lib/decisions/0004)
  htmlLimitedBots: /.*/,
};

export default nextConfig;
