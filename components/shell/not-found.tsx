import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";

/** There is nothing at this address. */
export function NotFound() {
  return (
    <Card>
      <EmptyState
        title="There is nothing at this address"
        action={
          <>
            <Button asChild>
              <Link href="/campaigns">See all campaigns</Link>
            </Button>
            <Button kind="quiet" asChild>
              <Link href="/">Overview</Link>
            </Button>
          </>
        }
      >
        <p>
          A campaign keeps its key for good, so a link to one does not grow old; look whether it was cut
          short.
        </p>
      </EmptyState>
    </Card>
  );
}
