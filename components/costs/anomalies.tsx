import { Card, CardHead } from "@/components/ui/card";
import { Pill } from "@/components/ui/pill";
import { TextLink } from "@/components/ui/text-link";
import {
  type AnomaliesView,
  type Anomaly,
  alsoWords,
  anomalyWords,
  formatDay,
  judgedUntil,
  noAnomalyWords,
  splitWords,
  toViewUrl,
} from "@/lib/costs";

type Props = { anomalies: AnomaliesView; zone: string };

/** The day alone, by what carries the difference. */
function hrefOf({ day, cause }: Anomaly, { view }: AnomaliesView["about"], zone: string): string {
  const { source, timeZone } = view;
  return toViewUrl(
    "/costs",
    { from: day, to: day, source, timeZone, groupBy: cause?.parts[0]?.dimension ?? "model" },
    zone,
  );
}

function Row({ anomaly, about, zone }: { anomaly: Anomaly; about: AnomaliesView["about"]; zone: string }) {
  const [first] = anomaly.figures;
  const isMore = !first?.difference.startsWith("-");
  const split = splitWords(anomaly);
  const also = alsoWords(anomaly);
  const until = judgedUntil(anomaly, about.timeZone);
  return (
    <li className="grid gap-1 border-b border-line px-4 py-3 last:border-b-0">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <TextLink href={hrefOf(anomaly, about, zone)} className="font-medium">
          {formatDay(anomaly.day)}
        </TextLink>
        <Pill look="amber">
          {isMore ? "▲ more" : "▼ less"} than expected{until ? `, until ${until.split(" ").at(-1)}` : ""}
        </Pill>
      </p>
      <p className="text-pretty">{anomalyWords(anomaly, about.currency)}</p>
      {(split.length > 0 || also || anomaly.unpricedRequests > 0) && (
        <p className="text-meta text-pretty text-ink-2 tabular-nums">
          {split.length > 0 && (
            <>
              Of the difference: {split.join(" · ")}
              {(also || anomaly.unpricedRequests > 0) && ". "}
            </>
          )}
          {also && <>Also out of the usual: {also}. </>}
          {anomaly.unpricedRequests > 0 && <>{anomaly.unpricedRequests} requests of it have no price yet.</>}
        </p>
      )}
    </li>
  );
}

/** Days outside what the weeks before them let expect, each with what carries most of it. */
export function Anomalies({ anomalies, zone }: Props) {
  const { about, data, judgedDays, detail } = anomalies;
  return (
    <Card id="anomalies" className="scroll-mt-18">
      <CardHead
        title="Anomalies"
        hint={`${about.currency} · against the same weekdays of up to eight weeks before · ${about.timeZone}`}
      />
      {data.length > 0 ? (
        <ul>
          {data.map((anomaly) => (
            <Row key={anomaly.day} anomaly={anomaly} about={about} zone={zone} />
          ))}
        </ul>
      ) : (
        <p className="px-4 pb-4 text-pretty text-ink-2">{noAnomalyWords(anomalies)}</p>
      )}
      {detail && judgedDays > 0 && <p className="px-4 pb-3 text-meta text-ink-3">{detail}</p>}
    </Card>
  );
}
