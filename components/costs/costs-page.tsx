"use client";

import { Download } from "lucide-react";
import { memo, type ReactNode, useDeferredValue } from "react";
import { Button } from "@/components/ui/button";
import { Note } from "@/components/ui/note";
import { SegmentedLinks } from "@/components/ui/segmented";
import { type CostsReport, type Marker, toExportUrl, toFocusUrl, toViewUrl } from "@/lib/costs";
import { CostsFigures } from "./costs-figures";
import { DayTable } from "./day-table";
import { ForecastSection } from "./forecast-section";
import { MonthBurnDown } from "./month-burn-down";
import { SpendSection } from "./spend-section";
import { UnitsTable } from "./units-table";
import { UnpricedNote } from "./unpriced-note";
import { useCosts } from "./use-costs";
import { ViewBar } from "./view-bar";

type Props = {
  initial: CostsReport;
  /** The zone of the reports. */
  zone: string;
  /** What of the address could not be meant. */
  notes: string[];
  mayExport: boolean;
  mayWrite: boolean;
  /** Views of this page that were saved. */
  views: ReactNode;
  /** Days out of the usual, while they are few enough for the chart. */
  anomalies: Marker[];
  /** Beside the unit costs: budget. Below everything: prices and rates. */
  budget: ReactNode;
  children: ReactNode;
};

const groups = [
  ["model", "Model"],
  ["campaign", "Campaign"],
  ["region", "Region"],
  ["source", "Source"],
  ["provider", "Provider"],
  ["serviceTier", "Tier"],
] as const;

/** The costs page, live: the server's first paint, then whatever changes. Drawing it never holds the pause button up. */
export function CostsPage({ initial, ...rest }: Props) {
  const { data, isError } = useCosts(initial, rest.zone);
  return <CostsParts report={useDeferredValue(data)} failed={isError} {...rest} />;
}

type PartsProps = Omit<Props, "initial"> & { report: CostsReport; failed: boolean };

const CostsParts = memo(function CostsParts(props: PartsProps) {
  const { report, failed, zone, notes, mayExport, mayWrite, views, anomalies, budget, children } = props;
  const { about } = report;
  const { view } = about;
  return (
    <>
      <ViewBar
        path="/costs"
        about={about}
        zone={zone}
        comparisons={["none", "plan", "previous", "weekdays"]}
        failed={failed}
        views={views}
        choices={
          <SegmentedLinks
            label="Spend by"
            items={[
              ...groups.map(([groupBy, label]) => ({
                href: toViewUrl("/costs", { ...view, groupBy }, zone),
                label,
                current: view.groupBy === groupBy,
              })),
              // worked out user by user, so it has a page of its own
              {
                href: `${toViewUrl("/costs/users", { ...view, compare: "none", groupBy: "model" }, zone)}#spend-by-cohort`,
                label: "Cohort",
                current: false,
              },
            ]}
          />
        }
      >
        {mayExport && (
          <>
            <Button asChild>
              <a href={toExportUrl(about)} download>
                <Download aria-hidden strokeWidth={1.5} />
                Export
              </a>
            </Button>
            <Button
              asChild
              title="FinOps Open Cost and Usage Specification 1.2: a row a day for each thing charged for"
            >
              <a href={toFocusUrl(about)} download>
                <Download aria-hidden strokeWidth={1.5} />
                FOCUS
              </a>
            </Button>
          </>
        )}
      </ViewBar>
      {notes.map((note) => (
        <Note key={note} look="amber">
          {note}
        </Note>
      ))}
      <CostsFigures report={report} />
      <UnpricedNote report={report} zone={zone} mayWrite={mayWrite} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <SpendSection report={report} zone={zone} anomalies={anomalies} />
        <div id="forecast" className="grid scroll-mt-18">
          <ForecastSection report={report} />
        </div>
      </div>
      <DayTable report={report} mayExport={mayExport} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-2">
        <UnitsTable report={report} zone={zone} />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          {budget}
          <MonthBurnDown report={report} />
        </div>
      </div>
      {children}
    </>
  );
});
