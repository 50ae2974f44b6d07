"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { groupingName, MOST_RECIPIENTS, rangeDays, weekdays } from "@/lib/costs";
import { createReportAction } from "@/lib/costs/actions";
import { groupings } from "@/lib/usage";

type Props = { sources: string[]; zone: string };

const hours = Array.from({ length: 24 }, (_, hour) => String(hour));
const monthdays = Array.from({ length: 28 }, (_, nth) => String(nth + 1));

/** A report by e-mail: when, to whom, and which view. */
export function ReportForm({ sources, zone }: Props) {
  const { state, pending, form } = useFormAction(createReportAction, null);
  const refused = state && !state.ok ? state : null;
  const typed = (name: string, otherwise: string) => refused?.values[name] ?? otherwise;
  const error = (name: string) => {
    const errors = refused?.errors ?? {};
    // each address has a pointer of its own
    const found = Object.keys(errors).find((key) => key === name || key.startsWith(`${name}.`));
    return found ? errors[found] : undefined;
  };
  return (
    <form {...form} key={state?.ok ? state.report.id : "report"} className="grid gap-3" noValidate>
      {state?.ok && <Note alert>“{state.report.name}” is set up.</Note>}
      {refused && (
        <Note look="red" alert>
          {refused.detail}
        </Note>
      )}
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Name" hint="It begins the subject" error={error("name")}>
          {(control) => (
            <Input
              {...control}
              name="name"
              maxLength={80}
              autoComplete="off"
              defaultValue={typed("name", "")}
            />
          )}
        </Field>
        <Field
          label="To"
          hint={`Up to ${MOST_RECIPIENTS} addresses, with commas`}
          error={error("recipients")}
        >
          {(control) => (
            <Input
              {...control}
              name="recipients"
              inputMode="email"
              autoComplete="off"
              defaultValue={typed("recipients", "")}
            />
          )}
        </Field>
      </div>
      <Segmented
        legend="It goes out"
        showLegend
        name="cadence"
        choices={[
          { value: "week", label: "Each week" },
          { value: "month", label: "Each month" },
        ]}
        defaultValue={typed("cadence", "week")}
      />
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label="Weekday" hint="For each week" error={error("day")}>
          {(control) => (
            <Select {...control} name="weekday" defaultValue={typed("weekday", "1")}>
              {weekdays.map((name, nth) => (
                <option key={name} value={nth + 1}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Day of the month" hint="For each month">
          {(control) => (
            <Select {...control} name="monthday" defaultValue={typed("monthday", "1")}>
              {monthdays.map((day) => (
                <option key={day}>{day}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Hour" hint={zone} error={error("hour")}>
          {(control) => (
            <Select {...control} name="hour" defaultValue={typed("hour", "8")}>
              {hours.map((hour) => (
                <option key={hour} value={hour}>
                  {hour.padStart(2, "0")}:00
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label="Days" error={error("rangeDays")}>
          {(control) => (
            <Select {...control} name="rangeDays" defaultValue={typed("rangeDays", "7")}>
              {rangeDays.map((days) => (
                <option key={days} value={days}>
                  the last {days} days
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Spend by" error={error("groupBy")}>
          {(control) => (
            <Select {...control} name="groupBy" defaultValue={typed("groupBy", "model")}>
              {groupings.map((one) => (
                <option key={one} value={one}>
                  {groupingName(one)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Source" error={error("source")}>
          {(control) => (
            <Select {...control} name="source" defaultValue={typed("source", "")}>
              <option value="">as on the screens</option>
              {sources.map((source) => (
                <option key={source}>{source}</option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <div>
        <SubmitButton pending={pending} pendingLabel="Setting it up…">
          Set up the report
        </SubmitButton>
      </div>
    </form>
  );
}
