"use client";

import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { FailedState } from "@/components/ui/empty-state";

function digestOf(error: unknown): string | undefined {
  return error instanceof Error && "digest" in error ? String(error.digest) : undefined;
}

/** A page that could not be read: what is safe, an error number to look up in the log, and another try. */
export function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <Card>
      <FailedState
        title="This page could not be read"
        errorId={digestOf(error)}
        action={<Button onClick={retry}>Try again</Button>}
      >
        <p>
          Only this reading failed: coupons, usage and the promotion switch are kept in the database and were
          not touched.
        </p>
      </FailedState>
    </Card>
  );
}
