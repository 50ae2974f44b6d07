"use client";

import { useBooleanFlagValue, useStringFlagValue } from "@openfeature/react-sdk";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";

export type Offer = { name: string; discount: string; validHours: number | null };
type Claimed = { code: string; expiresAt: string | null };

/** "CNY 25 off" → the large part and the small one of the stub. */
function splitOffer(discount: string): { large: string; small: string } {
  const money = /^([A-Z]{3}) ([\d.,]+) off/.exec(discount);
  if (money) return { large: money[2] ?? "", small: `${money[1]} off` };
  const lead = /^([\d.,]+ ?%?) (.+)$/.exec(discount);
  return lead ? { large: lead[1] ?? "", small: lead[2] ?? "" } : { large: "1", small: discount };
}

function validity(hours: number | null): string {
  if (hours === null) return "";
  const days = Math.round(hours / 24);
  return hours >= 48
    ? ` Valid for ${days} days after you claim it.`
    : ` Valid for ${hours} hours after you claim it.`;
}

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });

/**
 * The coupon in the conversation. It stands while its flag is on, gives way to the pause's message while promotions are
 * paused, and once claimed shows its code, which a pause does not take away.
 */
export function CouponCard({ campaign, offer }: { campaign: string; offer: Offer | null }) {
  const offered = useBooleanFlagValue(`promotion-${campaign}`, false);
  const enabled = useBooleanFlagValue("promotions-enabled", false);
  const message = useStringFlagValue("promotions-message", "");
  const [known, setKnown] = useState(false);
  const [claimed, setClaimed] = useState<Claimed | null>(null);
  const [claiming, setClaiming] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [hidden, setHidden] = useState(false);
  const kept = `harbour.coupon.${campaign}`;

  useEffect(() => {
    const found = localStorage.getItem(kept);
    if (found) setClaimed(JSON.parse(found));
  }, [kept]);
  // before the first answer "off" means "not known yet", and nobody is told of a pause
  useEffect(() => {
    if (enabled) setKnown(true);
    const timer = setTimeout(() => setKnown(true), 2_000);
    return () => clearTimeout(timer);
  }, [enabled]);

  async function claim() {
    setClaiming(true);
    setRefusal(null);
    try {
      const answer = await fetch(`/chat/coupon?campaign=${encodeURIComponent(campaign)}`, { method: "POST" });
      const body = await answer.json();
      if (answer.ok) {
        localStorage.setItem(kept, JSON.stringify(body));
        setClaimed(body);
      } else setRefusal(body.detail ?? "That did not work. Try again.");
    } catch {
      setRefusal("The chat could not be reached. Try again.");
    } finally {
      setClaiming(false);
    }
  }

  if (claimed) {
    return (
      <p role="status" className="rounded-card border border-line bg-surface px-4 py-3 text-lead">
        Your coupon: <b className="font-mono font-semibold">{claimed.code}</b>
        {claimed.expiresAt && (
          <span className="text-ink-2"> · valid until {day.format(new Date(claimed.expiresAt))}</span>
        )}
        {!enabled && known && <span className="text-ink-2"> · it stays valid while promotions pause</span>}
      </p>
    );
  }
  if (!enabled && known) {
    return (
      <p role="status" className="text-lead text-ink-3">
        {message || "There are no new coupons just now."}
      </p>
    );
  }
  if (!offered || hidden) return null;
  const { large, small } = splitOffer(offer?.discount ?? "A coupon");
  return (
    <section
      aria-label="Coupon"
      className="relative grid max-w-110 grid-cols-[6rem_1fr] rounded-card border border-line-strong bg-surface"
    >
      <div className="grid place-content-center justify-items-center rounded-l-[9px] border-r border-dashed border-line-strong bg-accent-soft py-3 text-accent">
        <span className="text-figure font-semibold">{large}</span>
        <small className="px-2 text-center text-meta font-medium">{small}</small>
      </div>
      <div className="grid justify-items-start gap-1 px-4 py-3">
        <b className="text-lead font-semibold">A welcome coupon for you</b>
        <span className="text-body text-ink-2">
          {offer ? `${offer.discount} with Harbour Plus.` : "A discount with Harbour Plus."}
          {validity(offer?.validHours ?? null)}
        </span>
        {refusal && (
          <span role="alert" className="text-body text-red">
            {refusal}
          </span>
        )}
        <div className="mt-2 flex gap-2">
          <Button kind="primary" size="small" onClick={claim} aria-disabled={claiming || undefined}>
            {claiming && <Spinner />}
            Claim coupon
          </Button>
          <Button kind="quiet" size="small" onClick={() => setHidden(true)}>
            Not now
          </Button>
        </div>
      </div>
    </section>
  );
}
