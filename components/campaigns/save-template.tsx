import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { Campaign } from "@/lib/campaigns";
import { TemplateForm } from "./template-form";

/** What this campaign says, kept to start others from. */
export function SaveTemplate({ campaign }: { campaign: Pick<Campaign, "key" | "name"> }) {
  return (
    <details className="mt-3">
      <summary className="w-fit cursor-pointer rounded-control text-meta font-medium text-ink-2 hover:text-ink">
        Keep as a template
      </summary>
      <div className="mt-3 sm:max-w-80">
        <TemplateForm act="save" label="Keep it">
          <input type="hidden" name="campaign" value={campaign.key} />
          <Field label="Its name" hint="Without key, start, end and shared code: each campaign has its own">
            {(control) => (
              <Input
                {...control}
                name="name"
                autoComplete="off"
                maxLength={120}
                defaultValue={campaign.name}
              />
            )}
          </Field>
        </TemplateForm>
      </div>
    </details>
  );
}
