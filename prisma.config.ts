import { defineConfig } from "prisma/config";

// The command line of Prisma reads the schema here. Migrations are applied by prisma/embedded/migrate.mjs.
export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  // The one place outside lib/platform/env.ts: this file belongs to Prisma's command line, not to the product.
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://localhost/sluice" },
});
