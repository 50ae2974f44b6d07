import {
  ChartColumn,
  CircleUser,
  History,
  LayoutDashboard,
  type LucideIcon,
  Shield,
  SlidersHorizontal,
  Ticket,
} from "lucide-react";
import type { PageIcon as Name } from "./pages";

const icons: Record<Name | "person", LucideIcon> = {
  overview: LayoutDashboard,
  campaigns: Ticket,
  costs: ChartColumn,
  guardrails: Shield,
  audit: History,
  settings: SlidersHorizontal,
  person: CircleUser,
};

export function PageIcon({ name, className }: { name: Name | "person"; className?: string }) {
  const Icon = icons[name];
  return <Icon aria-hidden strokeWidth={1.6} className={className ?? "size-4 shrink-0"} />;
}
