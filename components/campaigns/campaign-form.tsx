"use client";

import Link from "next/link";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import {
  describeDiscount,
  describedByForm,
  describeForm,
  formatRough,
  type ServeForecast,
  serveCostOf,
} from "@/lib/campaigns";
import type { CampaignFormState } from "@/lib/campaigns/actions";
import { toFormFields } from "./form-fields";
import { HowMuchSection } from "./how-much-section";
import { Sentence } from "./sentence";
import { ServeNote } from "./serve-note";
import { WhatSection } from "./what-section";
import { WhenSection } from "./when-section";
import { WhoSection } from "./who-section";

export type CampaignFormProps = {
  action: (previous: CampaignFormState, form: FormData) => Promise<CampaignFormState>;
  initial: Record<string, string>;
  /** Fields that may no longer change. */
  fixed: readonly string[];
  currencies: readonly string[];
  zones: readonly string[];
  zone: string;
  thisYear: number;
  /** What a coupon user costs to serve; null while nothing is learned. */
  forecast: ServeForecast | null;
  keyField: (fields: ReturnType<typeof toFormFields>) => ReactNode;
  onName?: (name: string) => void;
  /** Hidden fields of the edit. */
  children?: ReactNode;
  /** The buttons at the foot of the summary. */
  buttons: (pending: boolean, state: CampaignFormState) => ReactNode;
};

function typedIn(form: HTMLFormElement): Record<string, string> {
  const typed: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string") typed[name] = value;
  return typed;
}

/** Sections at the left, the sentence at the right; what was typed is never lost, whatever was wrong. */
export function CampaignForm({
  action,
  initial,
  fixed,
  zone,
  thisYear,
  forecast,
  ...props
}: CampaignFormProps) {
  const { state, pending, form } = useFormAction(action, null);
  const fields = toFormFields(state, initial, fixed, props);
  const [typed, setTyped] = useState<Record<string, string>>(() =>
    state ? { ...initial, ...state.values } : initial,
  );
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (state) element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [state]);

  const phrases = describeForm(typed, zone, thisYear, forecast);
  const described = describedByForm(typed);
  const money = typed["discount.kind"]?.startsWith("free_") ? "" : (typed["discount.currency"] ?? "");
  const cost = described && serveCostOf(described, forecast);
  const perCoupon = cost?.known ? formatRough(cost.perCoupon.micros) : null;
  const whole = !fixed.includes("limits");

  return (
    <form
      {...form}
      ref={element}
      noValidate
      onInput={(event: FormEvent<HTMLFormElement>) =>
        setTyped({ ...initial, ...typedIn(event.currentTarget) })
      }
      className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] xl:grid-cols-[minmax(0,1fr)_25rem]"
    >
      <input type="hidden" name="fixed" value={fixed.join(" ")} />
      {props.children}
      <Card>
        <WhatSection
          fields={fields}
          discountWords={described ? describeDiscount(described.discount) : ""}
          keyField={props.keyField(fields)}
          {...(props.onName ? { onName: props.onName } : {})}
        />
        <WhoSection fields={fields} />
        {whole && <HowMuchSection fields={fields} currency={money} perCoupon={perCoupon} />}
        {whole && <WhenSection fields={fields} />}
      </Card>
      <Card className="grid gap-3 px-4 pt-4 pb-5 sm:px-5 lg:sticky lg:top-18" aria-label="Summary">
        <h2 className="text-meta font-medium text-ink-2">In plain words</h2>
        {phrases ? (
          <>
            <Sentence phrases={phrases} />
            {described && <ServeNote campaign={described} forecast={forecast} />}
          </>
        ) : (
          <p className="text-sentence text-pretty text-ink-3">
            Say what a coupon gives, and this says the whole campaign in one sentence.
          </p>
        )}
        {state && (
          <Note look="red" alert>
            {state.detail}
          </Note>
        )}
        {props.buttons(pending, state)}
      </Card>
    </form>
  );
}

/** The two ways on from a new campaign. */
export function NewButtons({ pending }: { pending: boolean }) {
  return (
    <>
      <div className="grid grid-cols-[1fr_auto] gap-2">
        <SubmitButton
          kind="primary"
          size="tall"
          name="then"
          value="launch"
          pending={pending}
          pendingLabel="Saving…"
        >
          Launch…
        </SubmitButton>
        <SubmitButton size="tall" pending={pending} pendingLabel="Saving…">
          Save draft
        </SubmitButton>
      </div>
      <p className="text-meta text-ink-3">
        Launch shows this sentence once more. One click pauses it at any time.
      </p>
    </>
  );
}

/** Saving an edit; after a conflict the person decides whose words stand. */
export function EditButtons({
  pending,
  state,
  path,
}: {
  pending: boolean;
  state: CampaignFormState;
  path: string;
}) {
  if (state?.code === "edit_conflict" && state.revision !== undefined) {
    return (
      <div className="grid gap-2">
        <SubmitButton
          size="tall"
          name="revision"
          value={state.revision}
          pending={pending}
          pendingLabel="Saving…"
        >
          Save mine over it
        </SubmitButton>
        <Button size="tall" asChild>
          <a href={`${path}/edit`}>Look at theirs</a>
        </Button>
        <p className="text-meta text-ink-3">
          Looking at theirs drops what is typed here. What they changed stands in the activity of the
          campaign.
        </p>
      </div>
    );
  }
  return (
    <div className="grid grid-cols-[1fr_auto] gap-2">
      <SubmitButton kind="primary" size="tall" pending={pending} pendingLabel="Saving…">
        Save
      </SubmitButton>
      <Button size="tall" asChild>
        <Link href={path}>Cancel</Link>
      </Button>
    </div>
  );
}
