"use client";

import { editCampaignAction } from "@/lib/campaigns/actions";
import { CampaignForm, type CampaignFormProps, EditButtons } from "./campaign-form";
import { FixedField } from "./form-section";

type Props = Pick<
  CampaignFormProps,
  "initial" | "fixed" | "currencies" | "zones" | "zone" | "thisYear" | "forecast"
> & {
  campaign: { key: string; revision: number };
};

/** /campaigns/{key}/edit. It goes only if nobody changed the campaign since it was opened. */
export function EditCampaignForm({ campaign, ...props }: Props) {
  const { key, revision } = campaign;
  return (
    <CampaignForm
      {...props}
      action={editCampaignAction}
      keyField={() => (
        <FixedField label="Key" value={<span className="font-mono">{key}</span>} why="Never changes." />
      )}
      buttons={(pending, state) => <EditButtons pending={pending} state={state} path={`/campaigns/${key}`} />}
    >
      <input type="hidden" name="key" value={key} />
      <input type="hidden" name="revision" value={revision} />
    </CampaignForm>
  );
}
