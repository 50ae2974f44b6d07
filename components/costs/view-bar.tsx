"use client";

import { CalendarDays, Check } from "lucide-react";
import Form from "next/form";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { DropLinks, DropPanel } from "@/components/ui/drop-panel";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SegmentedLinks } from "@/components/ui/segmented";
import {
  type About,
  ALL_SOURCES,
  type Comparison,
  formatDays,
  rangeDays,
  toViewParams,
  toViewUrl,
  usualComparisons,
  type View,
  type ViewPath,
} from "@/lib/costs";
import { AsOf } from "./as-of";
import { PrintButton, PrintHead } from "./print-head";

type Props = {
  path: ViewPath;
  about: Omit<About, "view"> & { view: View };
  /** The zone of the reports. */
  zone: string;
  comparisons: readonly Comparison[];
  /** The page could not be read anew. */
  failed: boolean;
  /** What else of the address stays as it is when the view changes. */
  kept?: Record<string, string>;
  /** Further choices, behind those of days and comparison. */
  choices?: ReactNode;
  /** Views of this page that were saved. */
  views?: ReactNode;
  /** At the right end. */
  children?: ReactNode;
};

const comparisonWords: Record<Comparison, string> = {
  none: "nothing",
  previous: "the days before",
  weekdays: "the same weekdays before",
  plan: "the plan",
};

function Choice({ href, current, children }: { href: string; current: boolean; children: ReactNode }) {
  return (
    <Link
      href={href}
      prefetch={false}
      scroll={false}
      aria-current={current ? "true" : undefined}
      className="flex min-h-8 items-center justify-between gap-3 rounded-control px-2 hover:bg-sunken"
    >
      <span className="min-w-0 truncate">{children}</span>
      {current && <Check aria-hidden strokeWidth={1.5} className="size-4 shrink-0 text-accent" />}
    </Link>
  );
}

type Viewed = { path: ViewPath; view: View; zone: string; kept: Record<string, string> };

/** The address of another view of the page. */
function addressOf({ path, zone, kept }: Omit<Viewed, "view">, view: Partial<View>): string {
  const more = new URLSearchParams(kept).toString();
  const url = toViewUrl(path, view, zone);
  return more ? `${url}${url.includes("?") ? "&" : "?"}${more}` : url;
}

/** The rest of a view, for a form that asks about one part of it. */
function Kept({ path, view, zone, kept, without }: Viewed & { without: readonly string[] }) {
  const asked = [...toViewParams(view, zone, usualComparisons[path]), ...Object.entries(kept)];
  const params = asked.filter(([name]) => !without.includes(name));
  return params.map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />);
}

function Days({ path, view, zone, kept, today }: Viewed & { today: string }) {
  const viewed = { path, view, zone, kept };
  const day = { type: "date", required: true, min: "2000-01-01", max: today } as const;
  return (
    <DropPanel
      label={
        <>
          <CalendarDays aria-hidden strokeWidth={1.5} />
          <span className="sr-only">Days: </span>
          {formatDays(view.from, view.to)}
        </>
      }
    >
      <SegmentedLinks
        label="The last days"
        items={rangeDays.map((days) => ({
          href: addressOf(viewed, { ...view, range: days }),
          label: `${days} days`,
          current: view.range === days,
        }))}
      />
      <Form action={path} scroll={false} className="grid grid-cols-2 gap-2">
        <Kept {...viewed} without={["range", "from", "to"]} />
        <Field label="From">
          {(control) => (
            <Input {...control} {...day} key={view.from} size="small" name="from" defaultValue={view.from} />
          )}
        </Field>
        <Field label="To, included">
          {(control) => (
            <Input {...control} {...day} key={view.to} size="small" name="to" defaultValue={view.to} />
          )}
        </Field>
        <Button type="submit" className="col-span-2 justify-self-start">
          Show these days
        </Button>
      </Form>
      <Form action={path} scroll={false} className="grid gap-2 border-t border-line pt-3">
        <Kept {...viewed} without={["timeZone"]} />
        <Field label="Time zone" hint="Such as Asia/Shanghai; days begin and end on its clock">
          {(control) => (
            <Input
              {...control}
              key={view.timeZone}
              size="small"
              name="timeZone"
              defaultValue={view.timeZone}
              list="view-zones"
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
        <datalist id="view-zones">
          {[
            ...new Set([
              viewed.zone,
              "UTC",
              "Asia/Shanghai",
              "Asia/Singapore",
              "Europe/Berlin",
              "America/New_York",
            ]),
          ].map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <Button type="submit" className="justify-self-start">
          Use this clock
        </Button>
      </Form>
    </DropPanel>
  );
}

function Sources({ path, view, zone, kept, about }: Viewed & { about: Pick<About, "sources"> }) {
  const { sources } = about;
  const to = (source: string) => addressOf({ path, zone, kept }, { ...view, source });
  return (
    <DropPanel label={<span className="max-w-48 truncate">Source: {sources.words}</span>}>
      <DropLinks label="Source">
        <Choice href={to("")} current={view.source === ""}>
          The usual: {sources.names.length > 1 && sources.names.includes("demo") ? "all but the demo" : "all"}
        </Choice>
        <Choice href={to(ALL_SOURCES)} current={view.source === ALL_SOURCES}>
          Every source
        </Choice>
        {sources.names.map((name) => (
          <Choice key={name} href={to(name)} current={view.source === name}>
            {name}
          </Choice>
        ))}
      </DropLinks>
    </DropPanel>
  );
}

/** Which days, against what, from where, on which clock: everything in the address, every choice a link or a form. */
export function ViewBar(props: Props) {
  const { path, about, zone, comparisons, failed, kept = {}, choices, views, children } = props;
  const { view, sources } = about;
  const viewed = { path, view, zone, kept };
  return (
    <>
      <PrintHead path={path} about={about} zone={zone} />
      <div className="relative flex flex-wrap items-center gap-2 print:hidden">
        <Days {...viewed} today={about.today} />
        {comparisons.length > 0 && (
          <DropPanel label={`Compare: ${comparisonWords[view.compare]}`}>
            <DropLinks label="Compare with">
              {comparisons.map((compare) => (
                <Choice
                  key={compare}
                  href={addressOf(viewed, { ...view, compare })}
                  current={view.compare === compare}
                >
                  {compare === "none" ? "Compare with nothing" : `With ${comparisonWords[compare]}`}
                </Choice>
              ))}
            </DropLinks>
          </DropPanel>
        )}
        {choices}
        {sources.names.length > 0 && <Sources {...viewed} about={about} />}
        {views}
        <AsOf at={about.asOf} zone={about.timeZone} failed={failed} />
        <div className="ml-auto flex flex-wrap gap-2">
          {children}
          <PrintButton />
        </div>
      </div>
    </>
  );
}
