import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { FormFields } from "./form-fields";
import { FormSection } from "./form-section";

/** How much: how many coupons, and the ceiling of all discounts. */
export function HowMuchSection({ fields, currency }: { fields: FormFields; currency: string }) {
  return (
    <FormSection number={3} title="How much">
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label="Coupons at most" hint="Empty: no limit" error={fields.error("limits.coupons")}>
          {(control) => (
            <Input
              {...control}
              name="limits.coupons"
              inputMode="numeric"
              autoComplete="off"
              defaultValue={fields.value("limits.coupons")}
            />
          )}
        </Field>
        <Field
          label="Discounts at most"
          hint="In all. Empty: what the coupons come to"
          error={fields.error("limits.discount")}
        >
          {(control) => (
            <Input
              {...control}
              name="limits.discount"
              inputMode="decimal"
              autoComplete="off"
              lead={currency || undefined}
              defaultValue={fields.value("limits.discount")}
            />
          )}
        </Field>
        {fields.isOpen("codePrefix") && (
          <Field label="Codes begin with" hint="Such as SHA-" error={fields.error("codePrefix")}>
            {(control) => (
              <Input
                {...control}
                name="codePrefix"
                autoComplete="off"
                maxLength={12}
                className="font-mono uppercase"
                defaultValue={fields.value("codePrefix")}
              />
            )}
          </Field>
        )}
      </div>
    </FormSection>
  );
}
