import { Card, CardBody, CardHead } from "@/components/ui/card";
import { KeyValues } from "@/components/ui/key-values";

/** On whose clock and in which money everything here is told. */
export function ReportingSection({ currency, zone }: { currency: string; zone: string }) {
  return (
    <Card>
      <CardHead title="Reporting" hint="set when Sluice is started" />
      <CardBody>
        <KeyValues
          rows={[
            { label: "Currency of inference cost", value: currency },
            { label: "Time zone of days and clocks", value: zone },
          ]}
        />
        <p className="mt-2 text-meta text-pretty text-ink-3">
          <span className="font-mono">REPORTING_CURRENCY</span> and{" "}
          <span className="font-mono">REPORTING_TIME_ZONE</span> change them. A campaign may have a clock and
          a currency of its own.
        </p>
      </CardBody>
    </Card>
  );
}
