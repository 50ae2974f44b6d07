import { Pill, type PillLook, type PillSign } from "@/components/ui/pill";
import type { CouponStatus } from "@/lib/coupons";

const looks: Record<CouponStatus, { look: PillLook; sign: PillSign; words: string }> = {
  available: { look: "plain", sign: "none", words: "In wait" },
  issued: { look: "plain", sign: "ring", words: "Issued" },
  held: { look: "amber", sign: "bars", words: "Held" },
  redeemed: { look: "accent", sign: "dot", words: "Redeemed" },
  expired: { look: "plain", sign: "none", words: "Expired" },
  revoked: { look: "plain", sign: "none", words: "Revoked" },
};

export function couponStatusWords(status: CouponStatus): string {
  return looks[status].words;
}

export function CouponStatusPill({ status }: { status: CouponStatus }) {
  const { look, sign, words } = looks[status];
  return (
    <Pill look={look} sign={sign}>
      {words}
    </Pill>
  );
}
