/** The boxes of the table name the form that acts on what is ticked. */
export const CAMPAIGN_SELECTION = "selected-campaigns";

export function CampaignTick({ campaignKey, name }: { campaignKey: string; name: string }) {
  return (
    <input
      type="checkbox"
      form={CAMPAIGN_SELECTION}
      name="campaign"
      value={campaignKey}
      aria-label={`Tick ${name}`}
      className="block size-4 accent-accent"
    />
  );
}
