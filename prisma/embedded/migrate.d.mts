import type { Client } from "pg";
export class MigrationError extends Error {}
export function readMigrations(folder?: string): { name: string; sql: string; checksum: string }[];
export function migrate(
  client: Client,
  options?: { folder?: string; onApply?: (name: string) => void },
): Promise<string[]>;
