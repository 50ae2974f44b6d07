import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { FormFields } from "./form-fields";
import { FixedField, FormSection } from "./form-section";
import { MoreFields } from "./more-fields";

function Moment({
  fields,
  name,
  label,
  hint,
}: {
  fields: FormFields;
  name: string;
  label: string;
  hint: string;
}) {
  const value = fields.value(name);
  return (
    <Field label={label} hint={hint} error={fields.error(name)}>
      {(control) => (
        <Input
          {...control}
          name={name}
          type="datetime-local"
          // a moment with seconds keeps them
          step={value.length > 16 ? 1 : 60}
          defaultValue={value}
        />
      )}
    </Field>
  );
}

/** When: start, end, on whose clock, and how long a coupon lasts. */
export function WhenSection({ fields }: { fields: FormFields }) {
  const hours = fields.value("couponValidHours");
  return (
    <FormSection number={4} title="When">
      <div className="grid gap-3 sm:grid-cols-2">
        {fields.isOpen("startsAt") ? (
          <Moment fields={fields} name="startsAt" label="Starts" hint="Empty: at its launch" />
        ) : (
          <FixedField
            label="Starts"
            value={fields.value("startsAt").replace("T", " ") || "At its launch"}
            why="It has begun."
          />
        )}
        <Moment fields={fields} name="endsAt" label="Ends" hint="Empty: until someone ends it" />
        <Field label="Time zone" error={fields.error("timeZone")}>
          {(control) => (
            <Select {...control} name="timeZone" defaultValue={fields.value("timeZone")}>
              {fields.zones.map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </Select>
          )}
        </Field>
        {fields.isOpen("couponValidHours") ? (
          <Field
            label="A coupon lasts, days"
            hint="Empty: until the campaign ends"
            error={fields.error("couponValidDays")}
          >
            {(control) => (
              <Input
                {...control}
                name="couponValidDays"
                inputMode="numeric"
                autoComplete="off"
                defaultValue={fields.value("couponValidDays")}
              />
            )}
          </Field>
        ) : (
          <FixedField label="A coupon lasts" value={`${hours} hours`} why="Set by the API, in hours." />
        )}
      </div>
      <MoreFields label="Only at certain hours" fields={fields} names={["windows"]}>
        <Field
          label="Days and hours"
          hint="A line for each, such as: Mon-Fri 09:00-18:00. On the clock of its time zone"
          error={fields.error("windows")}
          className="sm:col-span-2"
        >
          {(control) => (
            <Textarea
              {...control}
              name="windows"
              rows={3}
              className="font-mono"
              defaultValue={fields.value("windows")}
            />
          )}
        </Field>
      </MoreFields>
      <p className="text-meta text-ink-3">
        Promotions that are paused at the start stay paused, and no coupon is issued until somebody resumes.
      </p>
    </FormSection>
  );
}
