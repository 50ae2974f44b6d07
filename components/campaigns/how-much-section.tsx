import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { FormFields } from "./form-fields";
import { FormSection } from "./form-section";
import { LineField, MoreFields } from "./more-fields";

const terms = ["limits.perMinute", "codeLength", "stackGroup", "stackPriority"];
const charsets = [
  ["unambiguous", "Letters and digits, none that look alike"],
  ["alphanumeric", "All letters and digits"],
  ["letters", "Letters"],
  ["digits", "Digits"],
] as const;

/** How fast, how codes look, and what goes together. */
function Terms({ fields }: { fields: FormFields }) {
  return (
    <MoreFields label="More about how much" fields={fields} names={terms}>
      <LineField
        fields={fields}
        name="limits.perMinute"
        label="A minute, in all"
        hint="Whoever comes sooner is asked to wait"
        numeric
      />
      <LineField
        fields={fields}
        name="codeLength"
        label="Symbols of a code"
        hint="After its beginning. Empty: 12"
        numeric
      />
      <Field label="Made of" error={fields.error("codeCharset")}>
        {(control) => (
          <Select {...control} name="codeCharset" defaultValue={fields.value("codeCharset") || "unambiguous"}>
            {charsets.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Codes come from" hint="Codes in wait always go first" error={fields.error("codeSource")}>
        {(control) => (
          <Select {...control} name="codeSource" defaultValue={fields.value("codeSource") || "generated"}>
            <option value="generated">Made as they are needed</option>
            <option value="pool">Only what was made or imported before</option>
          </Select>
        )}
      </Field>
      <LineField
        fields={fields}
        name="stackGroup"
        label="One of a group, an order"
        hint="A name that campaigns share: an order takes one coupon of them"
        mono
      />
      <LineField
        fields={fields}
        name="stackPriority"
        label="Priority in the group"
        hint="Of several coupons of the group an order is given the higher"
        numeric
      />
      <Field label="A rollback" error={fields.error("rollback")}>
        {(control) => (
          <Select {...control} name="rollback" defaultValue={fields.value("rollback") || "returns"}>
            <option value="returns">Gives the coupon back</option>
            <option value="uses_up">Uses the coupon up</option>
          </Select>
        )}
      </Field>
    </MoreFields>
  );
}

/** How much: how many coupons, and the ceiling of all discounts. */
export function HowMuchSection({
  fields,
  currency,
  perCoupon,
}: {
  fields: FormFields;
  currency: string;
  /** What a coupon user's inference is expected to cost, in words; null where nobody knows. */
  perCoupon: string | null;
}) {
  const costCurrency = fields.value("limits.costCurrency");
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
        <LineField
          fields={fields}
          name="limits.costToServe"
          label="Costs at most"
          hint="Discounts and inference together. Empty: no limit"
          numeric
          lead={costCurrency}
        />
        <LineField
          fields={fields}
          name="limits.expectedCostPerCoupon"
          label="Inference of a coupon"
          hint={perCoupon ? `Where costs are limited. Empty: ${perCoupon}` : "Needed where costs are limited"}
          lead={costCurrency}
        />
        <input type="hidden" name="limits.costCurrency" value={costCurrency} />
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
      <Terms fields={fields} />
    </FormSection>
  );
}
