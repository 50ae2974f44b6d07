import { z } from "zod";
import { toInstant } from "../kernel/local-time";
import { isTimeZone } from "../kernel/time-zone";
import { amendInput } from "./switch-input";

/** The fields of a standing pause that a form saves, each on its own. */
export const pauseFields = ["reason", "message", "resumeAt", "redemption", "extendExpiryDays"] as const;
export type PauseField = (typeof pauseFields)[number];

/**
 * One field's form as an amendment: `field` names it, its value stands under its own name and nothing typed takes it
 * away. A time is read on the wall of `timeZone`. What cannot be read stays as typed and is refused beside its field.
 */
export function fromAmendForm(form: Record<string, unknown>): Record<string, unknown> {
  const field = String(form.field ?? "");
  const typed = form[field];
  const empty = typed === undefined || typed === "";
  switch (field) {
    case "reason":
    case "message":
      return { [field]: empty ? null : typed };
    case "resumeAt": {
      const { resumeInMinutes } = form;
      if (resumeInMinutes !== undefined)
        return {
          resumeInMinutes: /^\d{1,6}$/.test(String(resumeInMinutes))
            ? Number(resumeInMinutes)
            : resumeInMinutes,
        };
      if (empty) return { resumeAt: null };
      const zone = String(form.timeZone ?? "UTC");
      return { resumeAt: toInstant(String(typed), isTimeZone(zone) ? zone : "UTC") ?? typed };
    }
    case "redemption":
      return { redemption: empty ? "on" : typed };
    case "extendExpiryDays":
      return empty ? {} : { extendExpiryDays: /^\d{1,4}$/.test(String(typed)) ? Number(typed) : typed };
    default:
      return { [field]: typed };
  }
}

export const amendForm = z.record(z.string(), z.unknown()).transform(fromAmendForm).pipe(amendInput);

/** The undo button: only while nothing has changed since the version that the person saw. */
export const undoForm = z.strictObject({ version: z.coerce.number().int().min(1) });

/** A rehearsal asks nothing. */
export const drillForm = z.strictObject({});
