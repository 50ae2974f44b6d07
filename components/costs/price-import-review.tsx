"use client";

import { useDeferredValue, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { Table, Th } from "@/components/ui/table";
import { useFormAction } from "@/components/ui/use-form-action";
import { formatInstant } from "@/lib/kernel/local-time";
import type { PriceImport, RowState } from "@/lib/usage";
import { applyPriceImportAction } from "@/lib/usage/actions";
import { PriceImportTableRow } from "./price-import-row";
import { canApply, type ReviewRow, stateWords } from "./price-import-words";

const number = new Intl.NumberFormat("en");
const AT_ONCE = 100;
const states = ["changed", "new", "overlaps", "yields", "same", "unreadable"] as const satisfies RowState[];

type Filter = { search: string; provider: string; state: RowState | "" };

function matches(row: ReviewRow, { search, provider, state }: Filter): boolean {
  return (
    (state === "" || row.state === state) &&
    (provider === "" || row.provider === provider) &&
    (search === "" || row.key.toLowerCase().includes(search.toLowerCase()))
  );
}

type Props = { about: PriceImport; rows: ReviewRow[]; zone: string; thisYear: number };

/** The diff of a price map: filter, tick, apply. What is applied is what is shown here. */
export function PriceImportReview({ about, rows, zone, thisYear }: Props) {
  const { state, pending, form } = useFormAction(applyPriceImportAction, null);
  const [filter, setFilter] = useState<Filter>({ search: "", provider: "", state: "" });
  const [most, setMost] = useState(AT_ONCE);
  const [ticks, setTicks] = useState<ReadonlyMap<string, boolean>>(new Map());
  const asked = useDeferredValue(filter);
  const found = useMemo(() => rows.filter((row) => matches(row, asked)), [rows, asked]);
  const providers = useMemo(
    () => [...new Set(rows.map((row) => row.provider))].filter(Boolean).sort(),
    [rows],
  );
  const isTicked = (row: ReviewRow) => canApply(row) && (ticks.get(row.key) ?? row.chosen);
  const ticked = rows.filter(isTicked);
  const prices = ticked.reduce((sum, row) => sum + row.prices, 0);

  const tick = (which: ReviewRow[], is: boolean) =>
    setTicks((before) => new Map([...before, ...which.map((row) => [row.key, is] as const)]));
  const set = (more: Partial<Filter>) => {
    setMost(AT_ONCE);
    setFilter({ ...filter, ...more });
  };
  const from = formatInstant(about.effectiveFrom, zone, thisYear);
  const shownAll = found.filter(canApply);
  return (
    <Card>
      <CardHead
        title="Comparison"
        hint={`${number.format(rows.length)} models · USD for a million tokens · from ${from} on`}
      />
      <div className="flex flex-wrap items-center gap-2 px-4 pb-3">
        <Input
          size="small"
          type="search"
          aria-label="Search models"
          placeholder="Search models"
          value={filter.search}
          onChange={({ target }) => set({ search: target.value })}
          className="w-full sm:w-52"
        />
        <Select
          size="small"
          aria-label="What it does"
          value={filter.state}
          onChange={({ target }) => set({ state: target.value as Filter["state"] })}
        >
          <option value="">Whatever it does</option>
          {states.map((one) => (
            <option key={one} value={one}>
              {stateWords[one]}, {number.format(about.counts[one])}
            </option>
          ))}
        </Select>
        {providers.length > 1 && (
          <Select
            size="small"
            aria-label="Provider"
            value={filter.provider}
            onChange={({ target }) => set({ provider: target.value })}
          >
            <option value="">All providers</option>
            {providers.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Select>
        )}
        <Button size="small" onClick={() => tick(shownAll, true)} disabled={shownAll.length === 0}>
          Tick all {number.format(shownAll.length)}
        </Button>
        <Button size="small" onClick={() => tick(shownAll, false)} disabled={shownAll.length === 0}>
          Untick them
        </Button>
      </div>
      <Table label="Models of the price map">
        <thead>
          <tr>
            <Th>
              <span className="sr-only">Take it</span>
            </Th>
            <Th>Model</Th>
            <Th className="hidden sm:table-cell">What it does</Th>
            <Th>Price, before and after</Th>
          </tr>
        </thead>
        <tbody>
          {found.slice(0, most).map((row) => (
            <PriceImportTableRow
              key={row.key}
              row={row}
              ticked={isTicked(row)}
              onTick={(is) => tick([row], is)}
            />
          ))}
        </tbody>
      </Table>
      <p aria-live="polite" className="px-4 py-2 text-meta text-ink-3">
        {found.length === 0
          ? "No model fits. Empty the search to see all of them."
          : `${number.format(Math.min(most, found.length))} of ${number.format(found.length)} shown`}
        {found.length > most && (
          <Button size="small" kind="quiet" className="ml-2" onClick={() => setMost(most + AT_ONCE)}>
            Show 100 more
          </Button>
        )}
      </p>
      <form {...form} className="grid gap-3 border-t border-line px-4 py-3">
        {state && !state.ok && (
          <Note look="red" alert>
            {state.detail}
          </Note>
        )}
        <input type="hidden" name="id" value={about.id} />
        <input type="hidden" name="models" value={ticked.map(({ key }) => key).join("\n")} />
        <div className="flex flex-wrap items-center gap-3">
          <SubmitButton
            kind="primary"
            pending={pending}
            pendingLabel="Applying…"
            disabled={ticked.length === 0}
          >
            Apply {number.format(ticked.length)} {ticked.length === 1 ? "model" : "models"}
          </SubmitButton>
          <span className="text-meta text-ink-3">
            {ticked.length === 0
              ? "Nothing is ticked. Models in use whose price changes are ticked by themselves."
              : `${number.format(prices)} ${prices === 1 ? "price" : "prices"} from ${from} on, as list prices: own prices go on holding.`}
          </span>
        </div>
      </form>
    </Card>
  );
}
