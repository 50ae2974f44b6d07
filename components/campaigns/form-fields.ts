import type { CampaignFormState } from "@/lib/campaigns/actions";

/** What the sections of the campaign form need of the whole: what stands in each field, and what is wrong with it. */
export type FormFields = {
  value: (name: string) => string;
  error: (name: string) => string | undefined;
  /** Whether the field may still change; what may not is shown as words. */
  isOpen: (name: string) => boolean;
  currencies: readonly string[];
  zones: readonly string[];
};

/** `initial` before anything was sent; then what was sent. */
export function toFormFields(
  state: CampaignFormState,
  initial: Record<string, string>,
  fixed: readonly string[],
  lists: Pick<FormFields, "currencies" | "zones">,
): FormFields {
  const values = state ? { ...initial, ...state.values } : initial;
  return {
    value: (name) => values[name] ?? "",
    error: (name) => state?.errors[name],
    isOpen: (name) => !fixed.includes(name),
    ...lists,
  };
}
