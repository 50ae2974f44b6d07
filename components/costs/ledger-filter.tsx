import { Filter, X } from "lucide-react";
import Form from "next/form";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { DropPanel } from "@/components/ui/drop-panel";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import {
  type LedgerUrlFilter,
  toLedgerFilterParams,
  toLedgerPageUrl,
  toViewParams,
  type View,
} from "@/lib/costs";
import type { LedgerField, LedgerKind } from "@/lib/usage";

export type LedgerChoices = { models: string[]; campaigns: string[]; regions: string[] };
type Props = { view: View; zone: string; filter: LedgerUrlFilter; choices: LedgerChoices };

export const fieldWords: Record<LedgerField, string> = {
  source: "source",
  model: "model",
  provider: "provider",
  region: "region",
  campaign: "campaign",
  serviceTier: "tier",
};
const kindWords: Record<LedgerKind, string> = {
  waiting: "without a cost yet",
  unpriced: "without a price",
  unconverted: "without an exchange rate",
  corrections: "corrections and late usage",
};

function OneOf({
  name,
  label,
  filter,
  all,
}: {
  name: "model" | "campaign" | "region";
  label: string;
  filter: LedgerUrlFilter;
  all: string[];
}) {
  const chosen = filter[name] ?? "";
  return (
    <Field label={label}>
      {(control) => (
        <Select {...control} key={chosen} size="small" name={name} defaultValue={chosen}>
          <option value="">any</option>
          {[...new Set([...(chosen ? [chosen] : []), ...all])].map((one) => (
            <option key={one}>{one}</option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function Words({
  name,
  label,
  filter,
}: {
  name: "subject" | "provider" | "serviceTier";
  label: string;
  filter: LedgerUrlFilter;
}) {
  const given = filter[name] ?? "";
  return (
    <Field label={label}>
      {(control) => (
        <Input
          {...control}
          key={given}
          size="small"
          name={name}
          defaultValue={given}
          maxLength={400}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </Field>
  );
}

/** Which rows, as a form whose fields make the address. */
export function LedgerFilterPanel({ view, zone, filter, choices }: Props) {
  const kept = [...toViewParams(view, zone)];
  const { otherThan } = toLedgerFilterParams(filter);
  return (
    <DropPanel
      label={
        <>
          <Filter aria-hidden strokeWidth={1.5} />
          Filter
        </>
      }
    >
      <Form action="/costs/ledger" scroll={false} className="grid grid-cols-2 gap-2">
        {kept.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {otherThan && <input type="hidden" name="otherThan" value={otherThan} />}
        <OneOf name="model" label="Model" filter={filter} all={choices.models} />
        <OneOf name="campaign" label="Campaign" filter={filter} all={choices.campaigns} />
        <OneOf name="region" label="Region" filter={filter} all={choices.regions} />
        <Field label="Only">
          {(control) => (
            <Select {...control} key={filter.only} size="small" name="only" defaultValue={filter.only ?? ""}>
              <option value="">all rows</option>
              {Object.entries(kindWords).map(([kind, words]) => (
                <option key={kind} value={kind}>
                  {words}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Words name="provider" label="Provider" filter={filter} />
        <Words name="serviceTier" label="Service tier" filter={filter} />
        <div className="col-span-2 grid gap-2">
          <Words name="subject" label="User, the whole id" filter={filter} />
          <Checkbox
            key={String(filter.none)}
            name="none"
            value="campaign"
            defaultChecked={filter.none?.includes("campaign")}
            label="Only usage of no campaign"
          />
          <Button type="submit" className="justify-self-start">
            Show these rows
          </Button>
        </div>
      </Form>
    </DropPanel>
  );
}

/** What is asked for, a word each with the way out of it. */
export function LedgerChips({ view, zone, filter }: Omit<Props, "choices">) {
  const { none = [], otherThan, only, ...names } = filter;
  const chips = [
    ...Object.entries(names)
      .filter(([, value]) => value)
      .map(([name, value]) => ({
        words: `${name === "subject" ? "user" : fieldWords[name as LedgerField]}: ${value}`,
        without: { ...filter, [name]: undefined },
      })),
    ...none.map((field) => ({
      words: `no ${fieldWords[field]}`,
      without: { ...filter, none: none.filter((one) => one !== field) },
    })),
    ...(otherThan
      ? [
          {
            words: `any ${fieldWords[otherThan.field]} but ${otherThan.names.map((name) => name || "none").join(", ")}`,
            without: { ...filter, otherThan: undefined },
          },
        ]
      : []),
    ...(only ? [{ words: `only ${kindWords[only]}`, without: { ...filter, only: undefined } }] : []),
  ];
  if (chips.length === 0) return null;
  return (
    <ul aria-label="Filter" className="flex flex-wrap gap-2">
      {chips.map(({ words, without }) => (
        <li key={words} className="max-w-full">
          <Link
            href={toLedgerPageUrl(view, zone, without)}
            scroll={false}
            prefetch={false}
            aria-label={`${words}: leave away`}
            className="inline-flex min-h-7 max-w-full items-center gap-1.5 rounded-control bg-sunken px-2 text-meta hover:text-ink"
          >
            <span className="min-w-0 truncate">{words}</span>
            <X aria-hidden strokeWidth={1.5} className="size-3.5 shrink-0 text-ink-3" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
