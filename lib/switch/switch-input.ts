import { z } from "zod";
import { prose } from "../kernel/text";

const note = prose(500);
const instant = z.iso
  .datetime({ offset: true, message: "must be a time such as 2026-11-27T18:00:00+08:00" })
  .transform((value) => new Date(value))
  .refine(
    (at) => at.getUTCFullYear() >= 2000 && at.getUTCFullYear() <= 2100,
    "must lie between 2000 and 2100",
  );
const days = z
  .int("must be a whole number of days")
  .min(1, "must be 1 or more")
  .max(365, "may be at most 365");

const minutes = z
  .int("must be a whole number of minutes")
  .min(1, "must be 1 or more")
  .max(525_600, "may be at most 525,600, a year");
type Times = { resumeAt?: Date | null | undefined; resumeInMinutes?: number | undefined };
const isOneTime = ({ resumeAt, resumeInMinutes }: Times) =>
  resumeInMinutes === undefined || resumeAt === undefined;
const oneTime = { path: ["resumeInMinutes"], message: "leave it away, or leave resumeAt away" };

/** Body of POST /api/v1/switch/pause. `resumeInMinutes` counts from the commit, by the database's clock. */
const pauseShape = z.strictObject({
  reason: note.optional(),
  message: note.optional(),
  resumeAt: instant.optional(),
  resumeInMinutes: minutes.optional(),
  redemption: z.literal("paused", { message: 'may only be "paused"' }).optional(),
  extendExpiryDays: days.optional(),
});
export const pauseInput = pauseShape.refine(isOneTime, oneTime);
export type PauseInput = z.output<typeof pauseInput>;

/** Body of PATCH /api/v1/switch: only what changes; null takes a field away, redemption "on" opens that switch again. */
const amendShape = z.strictObject({
  reason: note.nullable().optional(),
  message: note.nullable().optional(),
  resumeAt: instant.nullable().optional(),
  resumeInMinutes: minutes.optional(),
  redemption: z.enum(["on", "paused"], { message: 'must be "on" or "paused"' }).optional(),
  extendExpiryDays: days.optional(),
});
export const amendInput = amendShape.refine(isOneTime, oneTime);
export type AmendInput = z.output<typeof amendInput>;

/** Body of POST /api/v1/switch/resume. */
export const resumeInput = z.strictObject({ reason: note.optional() });
export type ResumeInput = z.output<typeof resumeInput>;
