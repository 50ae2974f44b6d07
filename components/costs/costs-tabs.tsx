import { SegmentedLinks } from "@/components/ui/segmented";

/** Pages about money, in the order in which finance asks: what it costs, then what it rests on. */
const tabs = [
  ["/costs", "Costs"],
  ["/costs/ledger", "Ledger"],
  ["/costs/users", "Users"],
  ["/costs/reports", "Reports"],
  ["/costs/imports", "Imports"],
] as const;
export type CostsTab = (typeof tabs)[number][0];

/** The pages of costs; `query` keeps the view of the reader from one to the other. */
export function CostsTabs({ current, query = "" }: { current: CostsTab; query?: string }) {
  return (
    <div className="print:hidden">
      <SegmentedLinks
        label="Pages of costs"
        items={tabs.map(([path, label]) => ({
          href: query ? `${path}?${query}` : path,
          label,
          current: path === current,
        }))}
      />
    </div>
  );
}
