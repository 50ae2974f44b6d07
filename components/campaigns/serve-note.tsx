import { type Described, type ServeForecast, serveBasisWords, serveCostOf } from "@/lib/campaigns";

/** What the sentence's estimate of inference rests on, or why there is none. */
export function ServeNote({ campaign, forecast }: { campaign: Described; forecast: ServeForecast | null }) {
  return (
    <p className="text-meta text-pretty text-ink-3">
      {serveBasisWords(serveCostOf(campaign, forecast), forecast)}
    </p>
  );
}
