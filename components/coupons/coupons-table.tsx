import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Instant } from "@/components/ui/instant";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { type Coupon, type CouponListUrl, type CouponSort, toCouponListUrl } from "@/lib/coupons";
import { formatMinor } from "@/lib/kernel/money";
import { CouponStatusPill } from "./coupon-status-pill";
import { SELECTION } from "./revoke-selected";

type Props = {
  campaignKey: string;
  coupons: Coupon[];
  list: CouponListUrl;
  zone: string;
  thisYear: number;
  mayTick: boolean;
};

/** Sorting again by the same turns it round where it can be turned. */
function SortHead({
  campaignKey,
  list,
  by,
  children,
}: Pick<Props, "campaignKey" | "list"> & { by: CouponSort[]; children: ReactNode }) {
  const here = by.indexOf(list.sort);
  const next = by[(here + 1) % by.length] ?? "newest";
  const rising = list.sort !== "newest";
  const Arrow = rising ? ArrowUp : ArrowDown;
  const { cursor: _, back: __, ...filter } = list;
  return (
    <Th aria-sort={here < 0 ? undefined : rising ? "ascending" : "descending"}>
      <Link
        href={toCouponListUrl(campaignKey, { ...filter, sort: next })}
        className="inline-flex items-center gap-1 rounded-[4px] hover:text-ink aria-[current]:text-ink"
        aria-current={here < 0 ? undefined : "true"}
      >
        {children}
        <Arrow aria-hidden strokeWidth={1.5} className={here < 0 ? "invisible size-3.5" : "size-3.5"} />
      </Link>
    </Th>
  );
}

const none = <span className="text-ink-3">–</span>;

/** When it was redeemed, revoked or will expire, in one column: only one of them matters. */
function Then({ coupon, zone, thisYear }: { coupon: Coupon } & Pick<Props, "zone" | "thisYear">) {
  const clock = { zone, thisYear };
  if (coupon.redeemedAt) return <Instant at={coupon.redeemedAt} {...clock} />;
  if (coupon.revokedAt) {
    return (
      <>
        revoked <Instant at={coupon.revokedAt} {...clock} />
      </>
    );
  }
  if (coupon.heldUntil) {
    return (
      <>
        checkout until <Instant at={coupon.heldUntil} {...clock} />
      </>
    );
  }
  if (!coupon.expiresAt) return none;
  return (
    <>
      {coupon.status === "expired" ? "expired" : "expires"} <Instant at={coupon.expiresAt} {...clock} />
    </>
  );
}

const canBeRevoked = ({ status }: Coupon) => ["available", "issued", "held"].includes(status);

/** Coupons, a line each. */
export function CouponsTable({ campaignKey, coupons, list, zone, thisYear, mayTick }: Props) {
  return (
    <Table label="Coupons" rows="plain">
      <thead>
        <tr>
          {mayTick && (
            <Th>
              <span className="sr-only">Ticked</span>
            </Th>
          )}
          <Th>Code</Th>
          <Th>User</Th>
          <Th>State</Th>
          <SortHead campaignKey={campaignKey} list={list} by={["newest", "oldest"]}>
            Issued
          </SortHead>
          <SortHead campaignKey={campaignKey} list={list} by={["expires"]}>
            Redeemed, held or expires
          </SortHead>
          <Th>Order</Th>
          <Th numeric>Discount</Th>
        </tr>
      </thead>
      <tbody>
        {coupons.map((coupon) => (
          <Tr key={coupon.id}>
            {mayTick && (
              <Td className="w-8">
                {canBeRevoked(coupon) && (
                  <input
                    type="checkbox"
                    form={SELECTION}
                    name="code"
                    value={coupon.code}
                    aria-label={`Tick ${coupon.code}`}
                    className="block size-4 accent-accent"
                  />
                )}
              </Td>
            )}
            <Td className="font-mono whitespace-nowrap">{coupon.code}</Td>
            <Td className="max-w-48 truncate font-mono text-ink-2">
              {coupon.subject ? (
                <TextLink
                  href={toCouponListUrl(campaignKey, { subject: coupon.subject })}
                  title={coupon.subject}
                  className="text-ink-2 no-underline hover:underline"
                >
                  {coupon.subject}
                </TextLink>
              ) : (
                none
              )}
            </Td>
            <Td>
              <CouponStatusPill status={coupon.status} />
            </Td>
            <Td className="whitespace-nowrap text-ink-2">
              {coupon.issuedAt ? <Instant at={coupon.issuedAt} zone={zone} thisYear={thisYear} /> : none}
            </Td>
            <Td className="whitespace-nowrap text-ink-2">
              <Then coupon={coupon} zone={zone} thisYear={thisYear} />
            </Td>
            <Td
              className="max-w-40 truncate font-mono text-ink-2"
              title={coupon.redemption?.orderId ?? undefined}
            >
              {coupon.redemption?.orderId ?? none}
            </Td>
            <Td numeric>
              {coupon.redemption?.discountAmount != null && coupon.redemption.currency
                ? formatMinor(coupon.redemption.discountAmount, coupon.redemption.currency)
                : none}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
