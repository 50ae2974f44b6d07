import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FocusHere } from "@/components/ui/focus-here";
import { Instant } from "@/components/ui/instant";
import { Pill } from "@/components/ui/pill";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { ApiKeyRow } from "@/lib/members";
import { revokeKeyAction } from "@/lib/members/actions";
import { KeyForm } from "./key-form";
import { SettingForm } from "./setting-form";

type Clock = { zone: string; thisYear: number };
type Props = Clock & {
  keys: ApiKeyRow[];
  /** The key that the address asks to revoke. */
  revoking: ApiKeyRow | undefined;
};

function Revoke({ row }: { row: ApiKeyRow }) {
  return (
    <FocusHere className="grid gap-3 border-t border-line p-4">
      <h3 className="text-title font-semibold">Revoke {row.name}?</h3>
      <p className="max-w-160 text-ink-2">
        Whatever uses <span className="font-mono">{row.prefix}…</span> is refused within a second and its
        event streams end. A revoked key does not come back; make another first if something depends on it.
      </p>
      <SettingForm
        action={revokeKeyAction}
        fields={{ id: row.id }}
        kind="harm"
        size="large"
        pendingLabel="Revoking…"
        beside={
          <Button size="large" asChild>
            <Link href="/settings#keys" scroll={false}>
              Keep it
            </Link>
          </Button>
        }
      >
        Revoke it now
      </SettingForm>
    </FocusHere>
  );
}

function KeyRow({ row, zone, thisYear }: Clock & { row: ApiKeyRow }) {
  const { id, name, prefix, scopes, allowedOrigins, publicId, createdBy, createdAt, lastUsedAt, revokedAt } =
    row;
  return (
    <Tr>
      <Td className="min-w-40">
        <span className="block font-medium">{name}</span>
        <span className="font-mono text-meta text-ink-3">{prefix}…</span>
      </Td>
      <Td className="min-w-48">
        <span className="font-mono text-meta text-ink-2">{scopes.join(" · ")}</span>
        {allowedOrigins.length > 0 && (
          <span className="block text-meta text-ink-3">from {allowedOrigins.join(", ")}</span>
        )}
      </Td>
      <Td className="font-mono text-meta text-ink-2">{publicId}</Td>
      <Td className="text-ink-2">
        <Instant at={createdAt} zone={zone} thisYear={thisYear} />
        <span className="block text-meta text-ink-3">by {createdBy}</span>
      </Td>
      <Td className="text-ink-2">
        {lastUsedAt ? (
          <Instant at={lastUsedAt} zone={zone} thisYear={thisYear} />
        ) : (
          <span className="text-ink-3">not known</span>
        )}
      </Td>
      <Td className="text-right">
        {revokedAt ? (
          <>
            <Pill>Revoked</Pill>
            <Instant at={revokedAt} zone={zone} thisYear={thisYear} className="block text-meta text-ink-3" />
          </>
        ) : (
          <Button size="small" asChild>
            <Link href={`/settings?revoke=${id}#keys`} scroll={false} aria-label={`Revoke ${name}`}>
              Revoke…
            </Link>
          </Button>
        )}
      </Td>
    </Tr>
  );
}

/** API keys: who may come through the machines' door, with what. */
export function KeysSection({ keys, revoking, zone, thisYear }: Props) {
  return (
    <Card id="keys">
      <CardHead title="API keys" hint="kept as a hash; a key is shown once" />
      {keys.length === 0 ? (
        <EmptyState title="No key yet">
          <p>
            The chatbot&apos;s server needs one with <span className="font-mono">coupons:write</span> and{" "}
            <span className="font-mono">usage:write</span>; a browser reads the flags with one that has{" "}
            <span className="font-mono">flags:read</span> alone.
          </p>
        </EmptyState>
      ) : (
        <Table label="API keys">
          <thead>
            <tr>
              <Th>Key</Th>
              <Th>May</Th>
              <Th>Public id</Th>
              <Th>Made</Th>
              <Th>Last used</Th>
              <Th>
                <span className="sr-only">Action</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {keys.map((row) => (
              <KeyRow key={row.id} row={row} zone={zone} thisYear={thisYear} />
            ))}
          </tbody>
        </Table>
      )}
      {revoking && <Revoke row={revoking} />}
      <CardBody className="border-t border-line pt-4">
        <h3 className="mb-3 font-semibold">Make a key</h3>
        <KeyForm />
      </CardBody>
    </Card>
  );
}
