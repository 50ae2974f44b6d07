import { Card, CardBody, CardHead } from "@/components/ui/card";
import { KeyValues } from "@/components/ui/key-values";
import { type Budget, monthName } from "@/lib/costs";
import { formatInstant } from "@/lib/kernel/local-time";
import { BudgetForm } from "./budget-form";

type Props = {
  /** As they were set, the last one first. */
  budgets: Budget[];
  /** What holds this month; null without. */
  current: { month: string; budget: string | null; userTarget: string | null };
  currency: string;
  zone: string;
  thisYear: number;
  mayWrite: boolean;
};

const SHOWN = 5;
const number = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 6 });
const amount = (decimal: string | null, currency: string) =>
  decimal === null ? "none" : `${currency} ${number.format(Number(decimal))}`;
const monthWords = (month: string) => `${monthName(month)} ${month.slice(0, 4)}`;

/** What finance set for the month, how it came about, and the form that sets another. */
export function BudgetCard({ budgets, current, currency, zone, thisYear, mayWrite }: Props) {
  return (
    <Card id="budget" className="scroll-mt-18">
      <CardHead title="Budget" hint="holds from its month on until a later one takes over" />
      <CardBody className="grid gap-4">
        <KeyValues
          rows={[
            {
              label: `Budget for ${monthWords(current.month)}`,
              value: amount(current.budget, currency),
              strong: true,
            },
            { label: "One more user may cost", value: amount(current.userTarget, currency) },
          ]}
        />
        {mayWrite ? (
          <BudgetForm current={current} currency={currency} />
        ) : (
          <p className="text-meta text-ink-3">Finance leads and administrators set budgets.</p>
        )}
        {budgets.length > 0 && (
          <div>
            <h3 className="mb-1 text-meta font-medium text-ink-2">How it came about</h3>
            <ul className="grid gap-1 text-meta text-ink-2">
              {budgets
                .slice(0, SHOWN)
                .map(({ month, budget, userTarget, currency: of, setBy, setAt, reason }) => (
                  <li key={setAt}>
                    {formatInstant(setAt, zone, thisYear)}, {setBy}: {amount(budget, of)} from{" "}
                    {monthWords(month)}
                    {userTarget && `, ${amount(userTarget, of)} for one more user`}
                    {reason && ` (“${reason}”)`}
                  </li>
                ))}
              {budgets.length > SHOWN && (
                <li>and {budgets.length - SHOWN} earlier; the audit has them all</li>
              )}
            </ul>
          </div>
        )}
      </CardBody>
    </Card>
  );
}
