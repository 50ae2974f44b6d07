import { z } from "zod";
import { toInstant } from "../kernel/local-time";
import { isTimeZone } from "../kernel/time-zone";
import { firstParam, type SearchParams } from "../kernel/trail";
import { annotationInput } from "./annotation";
import type { View } from "./view";
import { toViewUrl, type ViewPath } from "./view-url";

type Typed = Record<string, unknown>;

/** The form's wall clock of `timeZone` as instants; what is no time stays as typed, for the schema to refuse. */
function fromAnnotationForm({ timeZone, from, to, text, campaign }: Typed): Typed {
  const zone = typeof timeZone === "string" && isTimeZone(timeZone) ? timeZone : "UTC";
  const instant = (typed: unknown) => toInstant(String(typed), zone) ?? typed;
  return {
    from: from === undefined ? from : instant(from),
    ...(to === undefined ? {} : { to: instant(to) }),
    // a form counts a line end as two letters, and its field as one
    text: typeof text === "string" ? text.replaceAll("\r\n", "\n") : text,
    ...(typeof campaign === "string" ? { campaign: campaign.trim() } : {}),
  };
}

export const annotationForm = z
  .record(z.string(), z.unknown())
  .transform(fromAnnotationForm)
  .pipe(annotationInput);

/** Where a note is written from a chart, and the way back to what it shows. */
export function toAnnotateUrl(path: ViewPath, view: View, zone: string): string {
  const query = new URLSearchParams();
  const back = toViewUrl(path, view, zone);
  if (back !== "/") query.set("back", back);
  if (view.timeZone !== zone) query.set("timeZone", view.timeZone);
  return query.size > 0 ? `/annotations?${query}` : "/annotations";
}

/** The zone of the form: the view's that one came from, else that of the reports. */
export function readFormZone(params: SearchParams, zone: string): string {
  const asked = firstParam(params, "timeZone");
  return asked !== undefined && isTimeZone(asked) ? asked : zone;
}
