"use client";

import { Brand } from "@/components/shell/brand";
import { PageError } from "@/components/shell/page-error";

type Props = { error: unknown; retry: () => void };

// catches what the shell itself could not read, such as the session while the database is away
export default function RootError({ error, retry }: Props) {
  return (
    <main className="mx-auto grid w-full max-w-150 gap-4 px-4 pt-[12vh]">
      <Brand />
      <h1 className="sr-only">Sluice</h1>
      <PageError error={error} retry={retry} />
    </main>
  );
}
