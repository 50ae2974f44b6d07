import { Note } from "@/components/ui/note";
import { TextLink } from "@/components/ui/text-link";
import { type AnomaliesView, anomalyWords, toViewUrl } from "@/lib/costs";

/** The latest anomaly in one line, for a page that is about more than that; nothing without one. */
export function AnomalyLine({ anomalies, zone }: { anomalies: AnomaliesView; zone: string }) {
  const { about, data } = anomalies;
  const [latest] = data;
  if (!latest) return null;
  return (
    <Note look="amber">
      {anomalyWords(latest, about.currency)}{" "}
      <TextLink href={`${toViewUrl("/costs", { ...about.view, compare: "plan" }, zone)}#anomalies`}>
        {data.length === 1 ? "See why" : `See all ${data.length}`}
      </TextLink>
    </Note>
  );
}
