import { z } from "zod";
import { toInstant } from "../kernel/local-time";
import { isPlain, prose } from "../kernel/text";
import { groupings } from "../usage";
import { addDays, type Day, dayAt, startOfDay } from "./day";
import { rangeDays } from "./view";

export const cadences = ["week", "month"] as const;
export type Cadence = (typeof cadences)[number];
export const MOST_RECIPIENTS = 20;
/** Reports that may stand at once. */
export const MOST_REPORTS = 50;

export const weekdays = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;

const address = z
  .email("must be an e-mail address such as finance@example.com")
  .max(254, "is too long")
  .refine((text) => isPlain(text) && !/[\s,;<>"]/.test(text), "must be one plain address");

/** A report that goes out by week on a weekday (1 = Monday) or by month on a day (1–28), at an hour of the reports' clock. */
export const scheduledReportInput = z
  .strictObject({
    name: prose(80)
      .trim()
      .refine((text) => text !== "" && isPlain(text), "is needed, on one line"),
    cadence: z.enum(cadences, { message: `must be one of ${cadences.join(", ")}` }),
    day: z.coerce
      .number()
      .int()
      .min(1, "must be 1 or more")
      .max(28, "must be 28 or less: every month has it"),
    hour: z.coerce.number().int().min(0).max(23, "must be an hour from 0 to 23"),
    recipients: z
      .array(address)
      .min(1, "needs one address at least")
      .max(MOST_RECIPIENTS, `may be at most ${MOST_RECIPIENTS} addresses`),
    rangeDays: z.coerce
      .number()
      .pipe(z.literal([...rangeDays], `must be one of ${rangeDays.join(", ")} days`)),
    source: z.string().max(400, "is too long").default(""),
    groupBy: z.enum(groupings, { message: `must be one of ${groupings.join(", ")}` }),
  })
  .superRefine(({ cadence, day }, context) => {
    if (cadence === "week" && day > 7)
      context.addIssue({ code: "custom", path: ["day"], message: "must be 1 (Monday) to 7 for each week" });
  });
export type ScheduledReportInput = z.output<typeof scheduledReportInput>;

/** The form: addresses as people paste them, and a day for each cadence. */
export const scheduledReportForm = z
  .record(z.string(), z.unknown())
  .transform(({ weekday, monthday, recipients, ...rest }) => ({
    ...rest,
    day: rest.cadence === "week" ? weekday : monthday,
    recipients: [
      ...new Set(
        String(recipients ?? "")
          .split(/[\s,;]+/)
          .filter(Boolean),
      ),
    ],
  }))
  .pipe(scheduledReportInput);

export const reportActs = ["send", "pause", "resume", "delete"] as const;
export type ReportAct = (typeof reportActs)[number];
export const reportActForm = z.object({ id: z.uuid(), act: z.enum(reportActs) });

export type ScheduledReport = {
  id: string;
  name: string;
  cadence: Cadence;
  day: number;
  hour: number;
  /** null: not for this reader's eyes. */
  recipients: string[] | null;
  rangeDays: number;
  source: string;
  groupBy: (typeof groupings)[number];
  paused: boolean;
  nextAt: string | null;
  attempts: number;
  lastSentAt: string | null;
  lastError: string | null;
  createdBy: string;
};

type When = { cadence: Cadence; day: number; hour: number };

const isOn = (date: Day, { cadence, day }: When) =>
  cadence === "month"
    ? Number(date.slice(8)) === day
    : ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1 === day;

/** The first time after `after` (milliseconds) at which it is due on the clock of `zone`. */
export function nextDue(when: When, zone: string, after: number): number {
  const today = dayAt(after, zone);
  for (let ahead = 0; ahead <= 62; ahead += 1) {
    const date = addDays(today, ahead);
    if (!isOn(date, when)) continue;
    const local = toInstant(`${date}T${String(when.hour).padStart(2, "0")}:00`, zone);
    // an hour that the clocks leave out comes as far after midnight as it would have
    const at = local ? Date.parse(local) : startOfDay(date, zone) + when.hour * 3_600_000;
    if (at > after) return at;
  }
  throw new Error("every month has a day of 1 to 28");
}

const MINUTE_MS = 60_000;
const waits = [1, 5, 30, 120];
/** A report that could not be sent so many times waits for its next day. */
export const MOST_ATTEMPTS = waits.length + 1;

/** When a report is tried again after so many failures; null: no more, until it is due again. */
export function retryAt(failures: number, now: number): number | null {
  const wait = waits[failures - 1];
  return wait === undefined ? null : now + wait * MINUTE_MS;
}

/** "Each Monday at 08:00", "On day 1 of each month at 08:00" */
export function whenWords({ cadence, day, hour }: When): string {
  const at = `at ${String(hour).padStart(2, "0")}:00`;
  return cadence === "week" ? `Each ${weekdays[day - 1]} ${at}` : `On day ${day} of each month ${at}`;
}
