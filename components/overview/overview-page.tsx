"use client";

import { memo, type ReactNode, useDeferredValue } from "react";
import { UserCostFigure } from "@/components/costs/user-cost-figure";
import { ViewBar } from "@/components/costs/view-bar";
import { Note } from "@/components/ui/note";
import { type ChartChoice, type Overview, toViewUrl } from "@/lib/costs";
import { ChartChoices } from "./chart-choices";
import { ConnectCard } from "./connect-card";
import { GrowthSection } from "./growth-section";
import { OverviewFigures } from "./overview-figures";
import { RunningCampaigns } from "./running-campaigns";
import { useOverview } from "./use-overview";

type Props = {
  initial: Overview;
  /** The zone of the reports. */
  zone: string;
  /** How growth and spend are held against each other. */
  chart: ChartChoice;
  /** What of the address could not be meant. */
  notes: string[];
  mayWrite: boolean;
  mayMakeKeys: boolean;
  /** Views of this page that were saved. */
  views: ReactNode;
  /** Where the machine API is served. */
  gateway: string;
  /** The latest day out of the usual, in one line. */
  anomaly: ReactNode;
};

/** The overview, live: the server's first paint, then whatever changes. Drawing it never holds the pause button up. */
export function OverviewPage({ initial, ...rest }: Props) {
  const { data, isError } = useOverview(initial, rest.zone);
  return <OverviewParts overview={useDeferredValue(data)} failed={isError} {...rest} />;
}

type PartsProps = Omit<Props, "initial"> & { overview: Overview; failed: boolean };

const OverviewParts = memo(function OverviewParts(props: PartsProps) {
  const { overview, failed, zone, chart, notes, mayWrite, mayMakeKeys, views, gateway, anomaly } = props;
  const { about } = overview;
  const isConnected = about.sources.names.length > 0;
  return (
    <>
      <ViewBar
        path="/"
        about={{ ...about, view: { ...about.view, ...chart } }}
        zone={zone}
        choices={isConnected && <ChartChoices overview={overview} chart={chart} zone={zone} />}
        comparisons={["none", "previous", "weekdays"]}
        failed={failed}
        views={views}
      />
      {notes.map((note) => (
        <Note key={note} look="amber">
          {note}
        </Note>
      ))}
      {anomaly}
      <OverviewFigures
        overview={overview}
        userCost={
          <UserCostFigure
            told={overview.userCost}
            currency={about.currency}
            href={`${toViewUrl("/costs", { ...about.view, compare: "plan" }, zone)}#units`}
          />
        }
      />
      <div id="growth" className="grid scroll-mt-18">
        {isConnected ? (
          <GrowthSection overview={overview} chart={chart} zone={zone} />
        ) : (
          <ConnectCard gateway={gateway} mayMakeKeys={mayMakeKeys} />
        )}
      </div>
      <RunningCampaigns
        campaigns={overview.campaigns}
        zone={about.timeZone}
        asOf={about.asOf}
        mayWrite={mayWrite}
      />
    </>
  );
});
