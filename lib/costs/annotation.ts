import { z } from "zod";
import { type Actor, stampOf } from "../auth";
import { pageFields } from "../kernel/page";
import { oneLine, prose } from "../kernel/text";

const instant = z.iso
  .datetime({ offset: true, message: "must be a time such as 2026-11-27T10:00:00+08:00" })
  .transform((value) => new Date(value).toISOString())
  .refine((value) => value >= "2000-" && value < "2101-", "must lie between the years 2000 and 2100");

export const MOST_LETTERS = 280;
/** As long as the longest view: so whoever asks for a range need not look further back than this. */
export const MOST_ANNOTATED_MS = 400 * 86_400_000;

const fields = {
  /** When it happened, or began. Before or after the fact. */
  from: instant,
  /** When it was over; absent = it has no length. */
  to: instant.optional(),
  text: prose(MOST_LETTERS).regex(/\S/, "must not be empty").trim(),
  /** The key of the campaign that it is about. */
  campaign: oneLine(60).regex(/\S/, "must be a key, or absent").optional(),
};

/** Body of POST /api/v1/annotations: what happened, at an instant or over a stretch of time. */
export const annotationInput = z.strictObject(fields).superRefine(({ from, to }, context) => {
  const wrong = (message: string) => context.addIssue({ code: "custom", path: ["to"], message });
  if (to === undefined) return;
  if (to <= from) wrong("must be after from; leave it away for an instant");
  else if (Date.parse(to) - Date.parse(from) > MOST_ANNOTATED_MS) wrong("may be at most 400 days after from");
});
export type AnnotationInput = z.output<typeof annotationInput>;

/** An annotation as it goes out. */
export const annotationSchema = z.object({
  id: z.uuid(),
  from: z.iso.datetime(),
  to: z.iso.datetime().nullable(),
  text: z.string(),
  campaign: z.string().nullable(),
  by: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  createdAt: z.iso.datetime(),
  editedAt: z.iso.datetime().nullable(),
});
export type Annotation = z.infer<typeof annotationSchema>;

/** Query of GET /api/v1/annotations: those that touch [from, to). */
export const annotationsQuery = z.strictObject({
  from: instant.optional(),
  to: instant.optional(),
  ...pageFields,
});
export type AnnotationsQuery = z.output<typeof annotationsQuery>;

/** Its author changes it, and administrators do; a key only what it wrote itself. */
export function mayChange({ by }: Pick<Annotation, "by">, actor: Actor): boolean {
  if (actor.kind === "person" && actor.role === "admin") return true;
  const { kind, id } = stampOf(actor);
  return by.kind === kind && by.id === id;
}
