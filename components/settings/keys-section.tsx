import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FocusHere } from "@/components/ui/focus-here";
import { Instant } from "@/components/ui/instant";
import { Pill } from "@/components/ui/pill";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { type ApiKeyRow, toSnippets } from "@/lib/members";
import { revokeKeyAction } from "@/lib/members/actions";
import { KeyForm } from "./key-form";
import { RotateKey } from "./rotate-key";
import { SettingForm } from "./setting-form";
import { Snippets } from "./snippets";

type Clock = { zone: string; thisYear: number };
type Props = Clock & {
  keys: ApiKeyRow[];
  /** The key that the address asks to revoke. */
  revoking: ApiKeyRow | undefined;
  /** The key that the address asks to rotate. */
  rotating: ApiKeyRow | undefined;
  /** Where machines reach Sluice. */
  address: string;
  /** A campaign of this installation, for the examples. */
  campaign: string;
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

function KeyRow({ row, nowMs, zone, thisYear }: Clock & { row: ApiKeyRow; nowMs: number }) {
  const { id, name, prefix, scopes, allowedOrigins, publicId, createdBy, createdAt, lastUsedAt } = row;
  const { revokedAt, expiresAt, earlier } = row;
  const isOver = expiresAt !== null && new Date(expiresAt).getTime() <= nowMs;
  return (
    <Tr>
      <Td className="min-w-40">
        <span className="block font-medium">{name}</span>
        <span className="font-mono text-meta text-ink-3">{prefix}…</span>
        {!revokedAt &&
          earlier.map(({ prefix: before, validUntil }) => (
            <span key={`${before}${validUntil}`} className="block text-meta text-ink-3">
              <span className="font-mono">{before}…</span> until{" "}
              <Instant at={validUntil} zone={zone} thisYear={thisYear} />
            </span>
          ))}
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
        {expiresAt && !isOver && (
          <span className="block text-meta text-ink-3">
            ends <Instant at={expiresAt} zone={zone} thisYear={thisYear} />
          </span>
        )}
      </Td>
      <Td className="text-ink-2">
        {lastUsedAt ? (
          <Instant at={lastUsedAt} zone={zone} thisYear={thisYear} />
        ) : (
          <span className="text-ink-3">not yet</span>
        )}
      </Td>
      <Td className="text-right">
        {revokedAt ? (
          <>
            <Pill>Revoked</Pill>
            <Instant at={revokedAt} zone={zone} thisYear={thisYear} className="block text-meta text-ink-3" />
          </>
        ) : isOver ? (
          <>
            <Pill>Expired</Pill>
            <Instant at={expiresAt} zone={zone} thisYear={thisYear} className="block text-meta text-ink-3" />
          </>
        ) : (
          <span className="flex justify-end gap-2">
            <Button size="small" asChild>
              <Link href={`/settings?rotate=${id}#keys`} scroll={false} aria-label={`Rotate ${name}`}>
                Rotate…
              </Link>
            </Button>
            <Button size="small" asChild>
              <Link href={`/settings?revoke=${id}#keys`} scroll={false} aria-label={`Revoke ${name}`}>
                Revoke…
              </Link>
            </Button>
          </span>
        )}
      </Td>
    </Tr>
  );
}

/** API keys: who may come through the machines' door, with what. */
export function KeysSection({ keys, revoking, rotating, address, campaign, zone, thisYear }: Props) {
  const nowMs = Date.now();
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
              <KeyRow key={row.id} row={row} nowMs={nowMs} zone={zone} thisYear={thisYear} />
            ))}
          </tbody>
        </Table>
      )}
      {revoking && <Revoke row={revoking} />}
      {rotating && <RotateKey key={rotating.id} id={rotating.id} name={rotating.name} campaign={campaign} />}
      <CardBody className="border-t border-line pt-4">
        <h3 className="mb-3 font-semibold">Make a key</h3>
        <KeyForm campaign={campaign} />
      </CardBody>
      <CardBody className="border-t border-line pt-4">
        <h3 className="mb-1 font-semibold">Use a key</h3>
        <p className="mb-3 text-ink-2">
          Machines reach Sluice at <code className="font-mono wrap-anywhere">{address}</code>. Put a key into{" "}
          <code className="font-mono">SLUICE_API_KEY</code> and paste one of these.
        </p>
        <Snippets snippets={toSnippets({ address, key: null, campaign })} />
      </CardBody>
    </Card>
  );
}
