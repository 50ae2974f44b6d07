import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState, FailedState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { type AuditEntry, type AuditListUrl, auditNeighbourUrls, toAuditListUrl } from "@/lib/audit";
import { AuditFilter } from "./audit-filter";
import { AuditTable } from "./audit-table";

type Props = {
  list: AuditListUrl;
  /** null when the address asks for a page of the list that does not exist. */
  page: { data: AuditEntry[]; nextCursor: string | null } | null;
  actors: { kind: string; id: string; name: string }[];
  zone: string;
  thisYear: number;
};

function ButtonLink({ href, children }: { href: string; children: string }) {
  return (
    <Button asChild>
      <Link href={href}>{children}</Link>
    </Button>
  );
}

/** /audit: append only, and so is what it shows. */
export function AuditPage({ list, page, actors, zone, thisYear }: Props) {
  return (
    <>
      <AuditFilter list={list} actors={actors} />
      <Card>
        {page === null ? (
          <FailedState
            title="This page of the audit does not exist"
            action={
              <ButtonLink href={toAuditListUrl({ ...list, cursor: "", back: [] })}>
                To the first page
              </ButtonLink>
            }
          >
            <p>The link may have been cut short. Nothing is lost: entries are never changed or removed.</p>
          </FailedState>
        ) : page.data.length === 0 ? (
          <EmptyState title="Nothing here" action={<ButtonLink href="/audit">Show all</ButtonLink>}>
            <p>No entry fits all three. Every change by a person, a key or a guardrail makes one.</p>
          </EmptyState>
        ) : (
          <>
            <AuditTable entries={page.data} zone={zone} thisYear={thisYear} />
            <Pagination label="Pages of the audit" {...auditNeighbourUrls(list, page.nextCursor)}>
              Newest first · {zone}
            </Pagination>
          </>
        )}
      </Card>
    </>
  );
}
