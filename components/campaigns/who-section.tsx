import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import type { FormFields } from "./form-fields";
import { FixedField, FormSection } from "./form-section";
import { LineField, MoreFields } from "./more-fields";

const terms = [
  "eligibility",
  "holdoutPercent",
  "limits.perSubjectPerDay",
  "limits.perSubjectPerWeek",
  "limits.perSubjectPerMonth",
  "limits.identifier",
  "limits.perIdentifier",
];

/** Rules on what the chatbot tells of somebody, and how often the same person or device. */
function Terms({ fields }: { fields: FormFields }) {
  return (
    <MoreFields label="More about who" fields={fields} names={terms}>
      {fields.isOpen("eligibility") ? (
        <Field
          label="Only for whom"
          hint="A line for each thing that must hold, such as: country is one of CN, SG"
          error={fields.error("eligibility")}
          className="sm:col-span-2"
        >
          {(control) => (
            <Textarea
              {...control}
              name="eligibility"
              rows={3}
              className="font-mono"
              defaultValue={fields.value("eligibility")}
            />
          )}
        </Field>
      ) : (
        <FixedField label="Only for whom" value="A nested rule" why="Set by the API, and changed there." />
      )}
      <LineField
        fields={fields}
        name="holdoutPercent"
        label="Held out, per cent"
        hint="So many of them get nothing, always the same, to measure the effect"
        numeric
      />
      <LineField fields={fields} name="limits.perSubjectPerDay" label="A day, for each person" numeric />
      <LineField fields={fields} name="limits.perSubjectPerWeek" label="A week, for each person" numeric />
      <LineField fields={fields} name="limits.perSubjectPerMonth" label="A month, for each person" numeric />
      <LineField
        fields={fields}
        name="limits.identifier"
        label="Count by attribute"
        hint="Such as device: what the chatbot tells"
        mono
      />
      <LineField
        fields={fields}
        name="limits.perIdentifier"
        label="For each of its values"
        hint="Coupons at most"
        numeric
      />
    </MoreFields>
  );
}

/** Who: how often the same person, and for whom it is meant. The chatbot decides for whom it asks. */
export function WhoSection({ fields }: { fields: FormFields }) {
  return (
    <FormSection number={2} title="Who">
      <div className="grid gap-3 sm:grid-cols-[1fr_2fr]">
        {fields.isOpen("limits") && (
          <Field
            label="For each person"
            hint="Empty: as many as the chatbot asks for"
            error={fields.error("limits.perSubject")}
          >
            {(control) => (
              <Input
                {...control}
                name="limits.perSubject"
                inputMode="numeric"
                autoComplete="off"
                defaultValue={fields.value("limits.perSubject")}
              />
            )}
          </Field>
        )}
        <Field
          label="Meant for, in your words"
          hint="For colleagues. The chatbot decides for whom it asks for a coupon."
          error={fields.error("description")}
        >
          {(control) => (
            <Textarea
              {...control}
              name="description"
              rows={2}
              maxLength={2000}
              defaultValue={fields.value("description")}
            />
          )}
        </Field>
      </div>
      {fields.isOpen("limits") && <Terms fields={fields} />}
    </FormSection>
  );
}
