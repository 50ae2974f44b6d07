"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { DropLinks, DropPanel } from "@/components/ui/drop-panel";
import { Note } from "@/components/ui/note";
import { type About, toViewParams } from "@/lib/costs";
import { UserDistribution } from "./user-distribution";
import { ViewBar } from "./view-bar";

type Filter = { model?: string; campaign?: string };
type Props = {
  about: About;
  zone: string;
  notes: string[];
  filter: Filter;
  models: string[];
  campaigns: string[];
  /** Above the costs of single users. */
  children?: ReactNode;
};

/** The address of the page with another filter. */
function addressOf({ about, zone }: Pick<Props, "about" | "zone">, filter: Filter): string {
  const query = toViewParams(about.view, zone, "none");
  for (const [field, value] of Object.entries(filter)) if (value) query.set(field, value);
  return query.size ? `/costs/users?${query}` : "/costs/users";
}

type ChooseProps = {
  label: string;
  all: string;
  names: string[];
  chosen: string | undefined;
  to: (name: string | undefined) => string;
};

function Choose({ label, all, names, chosen, to }: ChooseProps) {
  return (
    <DropPanel label={<span className="max-w-48 truncate">{`${label}: ${chosen ?? "all"}`}</span>}>
      <DropLinks label={label}>
        {[undefined, ...names].map((name) => (
          <Link
            key={name ?? ""}
            href={to(name)}
            prefetch={false}
            scroll={false}
            aria-current={name === chosen ? "true" : undefined}
            className="flex min-h-8 items-center rounded-control px-2 hover:bg-sunken aria-current:font-semibold"
          >
            <span className="min-w-0 truncate">{name ?? all}</span>
          </Link>
        ))}
      </DropLinks>
    </DropPanel>
  );
}

/** Unit economics by user: what is worked out from the events comes after the page. */
export function UsersPage({ about, zone, notes, filter, models, campaigns, children }: Props) {
  const to = (more: Filter) => addressOf({ about, zone }, { ...filter, ...more });
  return (
    <>
      <ViewBar
        path="/costs/users"
        about={about}
        zone={zone}
        comparisons={[]}
        failed={false}
        kept={Object.fromEntries(Object.entries(filter).filter(([, value]) => value))}
        choices={
          <>
            <Choose
              label="Model"
              all="All models"
              names={models}
              chosen={filter.model}
              to={(model) => to({ model })}
            />
            <Choose
              label="Usage of"
              all="All campaigns, and none"
              names={campaigns}
              chosen={filter.campaign}
              to={(campaign) => to({ campaign })}
            />
          </>
        }
      />
      {notes.map((note) => (
        <Note key={note} look="amber">
          {note}
        </Note>
      ))}
      <UserDistribution view={about.view} filter={filter} />
      {children}
    </>
  );
}
