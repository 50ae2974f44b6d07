import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import type { FormFields } from "./form-fields";
import { FormSection } from "./form-section";

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
    </FormSection>
  );
}
