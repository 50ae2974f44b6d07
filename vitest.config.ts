import path from "node:path";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

export default defineConfig({
  root,
  resolve: {
    alias: { "@": root, "server-only": path.join(root, "node_modules/server-only/empty.js") },
  },
  test: {
    include: ["{app,components,lib,prisma}/**/*.test.{ts,tsx}", "e2e/api/**/*.spec.ts"],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: {
      LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
      AUTH_SECRET: "a secret of the tests, long enough",
      DATABASE_URL: process.env.TEST_DATABASE_URL ?? "",
    },
  },
});
