import { Card, CardHead } from "@/components/ui/card";
import type { Campaign } from "@/lib/campaigns";

const number = new Intl.NumberFormat("en");

type Row = { name: string; count: number; share: string; why: string };

function rowsOf({ issued, redeemed, limits }: Campaign): Row[] {
  const rest = issued - redeemed;
  const rows: Row[] = [
    {
      name: "Issued",
      count: issued,
      share: limits.coupons ? `${((issued / limits.coupons) * 100).toFixed(1)} % of the limit` : "",
      why: "Coupons that went to a person, whatever became of them",
    },
    {
      name: "Redeemed",
      count: redeemed,
      share: issued ? `${((redeemed / issued) * 100).toFixed(1)} % of issued` : "",
      why: `${number.format(rest)} not: open, expired or revoked`,
    },
  ];
  if (limits.coupons === undefined) return rows;
  const left = Math.max(0, limits.coupons - issued);
  return [
    { name: "Limit", count: limits.coupons, share: "", why: `${number.format(left)} are left` },
    ...rows,
  ];
}

/** From what may be issued to what was redeemed; each bar is a share of the first. */
export function Funnel({ campaign }: { campaign: Campaign }) {
  const rows = rowsOf(campaign);
  const whole = rows[0]?.count || 1;
  return (
    <Card>
      <CardHead title="From issued to redeemed" />
      <ol className="grid gap-4 px-4 pb-4 md:gap-2">
        {rows.map(({ name, count, share, why }) => (
          <li
            key={name}
            className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 md:grid-cols-[5rem_4.5rem_minmax(0,1fr)_8.5rem_12rem] xl:grid-cols-[5rem_4.5rem_minmax(0,1fr)_9rem_20rem] xl:h-7"
          >
            <span className="font-medium">{name}</span>
            <span className="text-right text-title font-medium">{number.format(count)}</span>
            <span aria-hidden className="col-span-2 block rounded-[4px] bg-sunken md:col-span-1">
              <i
                className="block h-4 rounded-[4px] bg-accent"
                style={{ width: `${Math.min(100, (count / whole) * 100)}%` }}
              />
            </span>
            <span className="col-span-2 font-medium empty:hidden md:col-span-1 md:col-start-4">{share}</span>
            <span className="col-span-2 text-meta text-ink-2 md:col-span-1 md:col-start-5">{why}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
