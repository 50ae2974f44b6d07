"use client";

import { EmptyState } from "@/components/ui/empty-state";
import type { UsageImport } from "@/lib/usage";
import { UsageImportEntry } from "./usage-import-entry";
import { useUsageImports } from "./use-usage-imports";

type Props = { initial: UsageImport[]; mayImport: boolean; zone: string; thisYear: number };

/** The last usage files and what became of them, followed while they are read. */
export function UsageImports({ initial, ...rest }: Props) {
  const { data } = useUsageImports(initial);
  if (data.length === 0)
    return (
      <EmptyState title="No usage file yet">
        Choose an export of LiteLLM, Langfuse or OpenAI, a trace, or any CSV. It is checked first: nothing is
        counted before you say so.
      </EmptyState>
    );
  return (
    <ul aria-label="Usage files" className="grid">
      {data.map((one) => (
        <UsageImportEntry key={one.id} one={one} {...rest} />
      ))}
    </ul>
  );
}
