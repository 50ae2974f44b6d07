import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";

/** The role may not do this: the sentence says who may. */
export function NotAllowed({
  title = "Not for your role",
  detail,
  back,
}: {
  title?: string;
  detail: string;
  back?: { href: string; name: string };
}) {
  return (
    <Card>
      <EmptyState
        title={title}
        action={
          back && (
            <Button asChild>
              <Link href={back.href}>{back.name}</Link>
            </Button>
          )
        }
      >
        <p>{detail}</p>
      </EmptyState>
    </Card>
  );
}
