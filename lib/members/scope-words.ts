import type { Scope } from "../auth";

/** What a key with this scope may do, in the words of whoever gives it out. */
export const scopeWords: Record<Scope, string> = {
  read: "See campaigns, coupons, figures, the audit and the switch",
  "campaigns:write": "Create, edit, launch and end campaigns; make and revoke codes",
  "switch:pause": "Pause a campaign or all promotions",
  "switch:resume": "Resume what this key itself paused, never a person's pause",
  "costs:write": "Set prices, budgets and exchange rates",
  "coupons:write": "Issue, check and redeem coupons: the chatbot's server",
  "usage:write": "Send usage events and usage files",
  "flags:read": "Read the flags, also from a browser",
};
