import { Card, CardBody, CardHead } from "@/components/ui/card";
import { monthName, type UserRevenue } from "@/lib/costs";
import { formatInstant } from "@/lib/kernel/local-time";
import { RevenueForm } from "./revenue-form";

type Props = {
  /** As they were set, the last one first. */
  revenues: UserRevenue[];
  campaigns: { key: string; name: string }[];
  month: string;
  currency: string;
  zone: string;
  thisYear: number;
  mayWrite: boolean;
};

const SHOWN = 6;
const number = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 6 });
const monthWords = (month: string) => `${monthName(month)} ${month.slice(0, 4)}`;

/** What an active user brings in: set by finance, from a month on, with its history. */
export function RevenueCard({ revenues, campaigns, month, currency, zone, thisYear, mayWrite }: Props) {
  return (
    <Card id="revenue" className="scroll-mt-18">
      <CardHead title="Revenue of a user" hint="what payback is held against" />
      <CardBody className="grid gap-4">
        <p className="text-meta text-pretty text-ink-2">
          The mean revenue of an active user on a day on which they use the chatbot (ARPDAU): revenue of a
          month over its daily active users added up. It holds from its month on until a later month of its
          own; a campaign's own wins over the one for all.
        </p>
        {mayWrite ? (
          <RevenueForm month={month} currency={currency} campaigns={campaigns} />
        ) : (
          <p className="text-meta text-ink-3">Finance leads and administrators set it.</p>
        )}
        {revenues.length > 0 && (
          <div>
            <h3 className="mb-1 text-meta font-medium text-ink-2">How it came about</h3>
            <ul className="grid gap-1 text-meta text-ink-2">
              {revenues.slice(0, SHOWN).map((one) => (
                <li key={one.setAt}>
                  {formatInstant(one.setAt, zone, thisYear)}, {one.setBy}:{" "}
                  {one.revenue === null ? "none" : `${one.currency} ${number.format(Number(one.revenue))}`}{" "}
                  from {monthWords(one.month)}, {one.campaign ?? "all campaigns"}
                  {one.reason && ` (“${one.reason}”)`}
                </li>
              ))}
              {revenues.length > SHOWN && (
                <li>and {revenues.length - SHOWN} earlier; the audit has them all</li>
              )}
            </ul>
          </div>
        )}
      </CardBody>
    </Card>
  );
}
