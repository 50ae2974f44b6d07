import { SegmentedLinks } from "@/components/ui/segmented";

const tabs = [
  ["", "Overview"],
  ["/coupons", "Coupons"],
  ["/who", "Who"],
  ["/versions", "Versions"],
] as const;
export type CampaignTab = (typeof tabs)[number][0];

/** The pages of one campaign. */
export function CampaignTabs({ campaignKey, current }: { campaignKey: string; current: CampaignTab }) {
  return (
    <div>
      <SegmentedLinks
        label="Pages of this campaign"
        items={tabs.map(([path, label]) => ({
          href: `/campaigns/${campaignKey}${path}`,
          label,
          current: path === current,
        }))}
      />
    </div>
  );
}
