/** The pages of the rail, the phone's bar, ⌘K and the keys, told once. */
export const pages = [
  { href: "/", name: "Overview", icon: "overview", key: "o", onPhone: true },
  { href: "/campaigns", name: "Campaigns", icon: "campaigns", key: "c", onPhone: true },
  { href: "/costs", name: "Costs", icon: "costs", key: "s", onPhone: true },
  { href: "/guardrails", name: "Guardrails", icon: "guardrails", key: "r", onPhone: false },
  { href: "/audit", name: "Audit", icon: "audit", key: "a", onPhone: true },
  { href: "/settings", name: "Settings", icon: "settings", key: "e", onPhone: false },
] as const;

export type PageIcon = (typeof pages)[number]["icon"];

/** Whether `pathname` is this page or lies below it. */
export function isCurrent(href: string, pathname: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}
