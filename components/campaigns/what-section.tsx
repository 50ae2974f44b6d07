import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import type { FormFields } from "./form-fields";
import { FixedField, FormSection } from "./form-section";
import { LineField, MoreFields } from "./more-fields";

const kinds = [
  { value: "amount_off", label: "Amount off" },
  { value: "percent_off", label: "Percent off" },
  { value: "fixed_price", label: "Fixed price" },
  { value: "free_tokens", label: "Free tokens" },
  { value: "free_days", label: "Free days" },
];

// the browser shows what goes with the chosen kind, with and without JavaScript
const forPercent = "hidden group-has-[[data-choice=percent-off]:checked]/discount:grid";
const forMoney =
  "hidden group-has-[[data-choice=amount-off]:checked]/discount:grid group-has-[[data-choice=fixed-price]:checked]/discount:grid group-has-[[data-choice=percent-off]:checked]/discount:grid";
const valueLabels: [kind: string, shown: string, words: string][] = [
  ["amount_off", "group-has-[[data-choice=amount-off]:checked]/discount:inline", "Each coupon takes off"],
  ["percent_off", "group-has-[[data-choice=percent-off]:checked]/discount:inline", "Per cent off"],
  ["fixed_price", "group-has-[[data-choice=fixed-price]:checked]/discount:inline", "Price with the coupon"],
  ["free_tokens", "group-has-[[data-choice=free-tokens]:checked]/discount:inline", "Free tokens"],
  ["free_days", "group-has-[[data-choice=free-days]:checked]/discount:inline", "Free days"],
];

function Discount({ fields }: { fields: FormFields }) {
  return (
    <div className="group/discount grid gap-3">
      <div>
        <Segmented
          legend="Discount"
          showLegend
          name="discount.kind"
          choices={kinds}
          defaultValue={fields.value("discount.kind") || "amount_off"}
        />
        {fields.error("discount.kind") && (
          <p className="mt-1 text-meta text-red">Choose what a coupon gives.</p>
        )}
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        <Field
          label={valueLabels.map(([kind, shown, words]) => (
            <span key={kind} className={`hidden ${shown}`}>
              {words}
            </span>
          ))}
          error={fields.error("discount.value")}
        >
          {(control) => (
            <Input
              {...control}
              name="discount.value"
              inputMode="decimal"
              autoComplete="off"
              defaultValue={fields.value("discount.value")}
            />
          )}
        </Field>
        <Field label="Currency" error={fields.error("discount.currency")} className={forMoney}>
          {(control) => (
            <Select {...control} name="discount.currency" defaultValue={fields.value("discount.currency")}>
              {fields.currencies.map((currency) => (
                <option key={currency}>{currency}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          label="At most"
          hint="Empty: no ceiling for one coupon"
          error={fields.error("discount.maxAmount")}
          className={forPercent}
        >
          {(control) => (
            <Input
              {...control}
              name="discount.maxAmount"
              inputMode="decimal"
              autoComplete="off"
              defaultValue={fields.value("discount.maxAmount")}
            />
          )}
        </Field>
      </div>
    </div>
  );
}

const codeKinds = [
  { value: "coupon", label: "A code for each" },
  { value: "shared_code", label: "One code for all" },
  { value: "credit_grant", label: "Free credit" },
  { value: "referral", label: "For inviting" },
];
const forReferral = "hidden group-has-[[data-choice=referral]:checked]/kind:block";
const forShared = "hidden group-has-[[data-choice=shared-code]:checked]/kind:grid";

/** Whether each person gets a code, everybody uses the same, or it is earned. */
function Kind({ fields }: { fields: FormFields }) {
  return (
    <div className="group/kind grid gap-3">
      <Segmented
        legend="Codes"
        showLegend
        name="kind"
        choices={codeKinds}
        defaultValue={fields.value("kind") || "coupon"}
      />
      <p className={`${forReferral} text-meta text-ink-2`}>
        Who invites somebody earns a coupon when the invited user sends a first request. Nobody earns one for
        themselves or for a user who is known already; “For each person” caps what one inviter can earn.
      </p>
      <Field
        label="The code for everybody"
        hint="It is redeemed as often as the limits say. Letters, digits and single dashes"
        error={fields.error("sharedCode")}
        className={`${forShared} sm:max-w-80`}
      >
        {(control) => (
          <Input
            {...control}
            name="sharedCode"
            autoComplete="off"
            maxLength={60}
            className="font-mono uppercase"
            defaultValue={fields.value("sharedCode")}
          />
        )}
      </Field>
    </div>
  );
}

type Props = {
  fields: FormFields;
  discountWords: string;
  keyField: ReactNode;
  onName?: (name: string) => void;
};

/** What: name, key and what a coupon gives. */
export function WhatSection({ fields, discountWords, keyField, onName }: Props) {
  return (
    <FormSection number={1} title="What">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Name" error={fields.error("name")}>
          {(control) => (
            <Input
              {...control}
              name="name"
              autoComplete="off"
              maxLength={120}
              defaultValue={fields.value("name")}
              onChange={onName && ((event) => onName(event.target.value))}
            />
          )}
        </Field>
        {keyField}
      </div>
      {fields.isOpen("kind") && <Kind fields={fields} />}
      {fields.isOpen("discount") ? (
        <>
          <Discount fields={fields} />
          <MoreFields label="More about the discount" fields={fields} names={["discount.minOrder", "tags"]}>
            <LineField
              fields={fields}
              name="discount.minOrder"
              label="Orders of at least"
              hint="In the discount's currency. Empty: any order"
              numeric
            />
            <LineField
              fields={fields}
              name="tags"
              label="Tags"
              hint="Apart by commas; for finding it again"
            />
          </MoreFields>
        </>
      ) : (
        <>
          <input type="hidden" name="discount.kind" value={fields.value("discount.kind")} />
          <input type="hidden" name="discount.value" value={fields.value("discount.value")} />
          <input type="hidden" name="discount.currency" value={fields.value("discount.currency")} />
          <input type="hidden" name="discount.maxAmount" value={fields.value("discount.maxAmount")} />
          <input type="hidden" name="discount.minOrder" value={fields.value("discount.minOrder")} />
          <FixedField
            label="Discount"
            value={discountWords}
            why="Stands once a coupon carries it. For another, duplicate the campaign."
          />
        </>
      )}
    </FormSection>
  );
}
