"use client";

import { useRef } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { suggestKey } from "@/lib/campaigns";
import { createCampaignAction } from "@/lib/campaigns/actions";
import { CampaignForm, type CampaignFormProps, NewButtons } from "./campaign-form";

type Props = Pick<CampaignFormProps, "initial" | "currencies" | "zones" | "zone" | "thisYear" | "forecast">;

/** /campaigns/new. The key follows the name until somebody types one. */
export function NewCampaignForm(props: Props) {
  const key = useRef<HTMLInputElement>(null);
  const suggested = useRef("");

  function followName(name: string) {
    if (!key.current || key.current.value !== suggested.current) return;
    suggested.current = suggestKey(name);
    key.current.value = suggested.current;
  }

  return (
    <CampaignForm
      {...props}
      action={createCampaignAction}
      fixed={[]}
      onName={followName}
      keyField={(fields) => (
        <Field label="Key" hint="Names it in code, for good: a–z, 0–9 and -" error={fields.error("key")}>
          {(control) => (
            <Input
              {...control}
              ref={key}
              name="key"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={60}
              className="font-mono"
              defaultValue={fields.value("key")}
            />
          )}
        </Field>
      )}
      buttons={(pending) => <NewButtons pending={pending} />}
    />
  );
}
