import { type Retention, retentionMonths } from "@/lib/subjects";
import { setRetentionAction } from "@/lib/subjects/actions";
import { KeepForm } from "./keep-form";

const words = (months: Retention) => (months === "never" ? "never" : `after ${months} silent months`);

/** After how long a chatbot user of whom nothing was seen is erased. */
export function RetentionForm({ retention, isSaved }: { retention: Retention; isSaved: boolean }) {
  return (
    <KeepForm
      action={setRetentionAction}
      label="Erase silent users"
      hint="No usage, signup or coupon of theirs for so long, and none that can still be redeemed. Sums stay as they are."
      choices={retentionMonths.map((one) => ({ value: one, label: words(one) }))}
      value={retention}
      confirm="Silent users may be erased for good"
      saved={
        isSaved && `Saved: silent users are ${retention === "never" ? "kept" : `erased ${words(retention)}`}.`
      }
      className="border-t border-line pt-4"
    />
  );
}
