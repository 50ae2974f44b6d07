import { Pill, type PillLook, type PillSign } from "@/components/ui/pill";
import type { Campaign, CampaignStatus, Exhaustion } from "@/lib/campaigns";

const looks: Record<CampaignStatus, { look: PillLook; sign: PillSign; words: string }> = {
  draft: { look: "plain", sign: "ring", words: "Draft" },
  scheduled: { look: "accent", sign: "ring", words: "Scheduled" },
  active: { look: "accent", sign: "dot", words: "Active" },
  paused: { look: "amber", sign: "bars", words: "Paused" },
  ended: { look: "plain", sign: "none", words: "Ended" },
  archived: { look: "plain", sign: "none", words: "Archived" },
};

export function statusWords(status: CampaignStatus): string {
  return looks[status].words;
}

export const exhaustedWords: Record<Exhaustion, string> = {
  coupons: "All issued",
  codes: "No code left",
  budget: "Budget used up",
};

/** The state in a word; what is used up stands beside it, for that is no state of its own. */
export function StatusPill({ status, exhaustedBy }: Pick<Campaign, "status" | "exhaustedBy">) {
  const { look, sign, words } = looks[status];
  return (
    <span className="inline-flex flex-wrap items-center gap-1">
      <Pill look={look} sign={sign}>
        {words}
      </Pill>
      {exhaustedBy && (status === "active" || status === "paused") && (
        <Pill look="amber">{exhaustedWords[exhaustedBy]}</Pill>
      )}
    </span>
  );
}
