import { type KeptMonths, keptMonths } from "@/lib/usage";
import { setKeptRowsAction } from "@/lib/usage/actions";
import { KeepForm } from "./keep-form";

const words = (months: KeptMonths) => (months === "never" ? "keep every row" : `after ${months} months`);

/** After how many months the single requests of a closed month are dropped. */
export function KeptRowsForm({ months, isSaved }: { months: KeptMonths; isSaved: boolean }) {
  return (
    <KeepForm
      action={setKeptRowsAction}
      label="Drop rows of closed months"
      hint="A month is then final: it cannot be reopened nor priced again, and its single requests cannot be shown."
      choices={keptMonths.map((one) => ({ value: one, label: words(one) }))}
      value={months}
      confirm="Rows of old months may be dropped for good"
      saved={isSaved && `Saved: ${months === "never" ? "every row is kept" : `rows go ${words(months)}`}.`}
    />
  );
}
