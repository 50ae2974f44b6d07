import { BurnDownChart } from "@/components/charts/burn-down-chart";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { KeyValues } from "@/components/ui/key-values";
import { Note } from "@/components/ui/note";
import {
  axisLabel,
  budgetCertainty,
  budgetFor,
  type CampaignBudget,
  formatAmount,
  monthName,
  runsOutWords,
  startOfDay,
  varianceWords,
} from "@/lib/costs";
import { formatInstant } from "@/lib/kernel/local-time";
import { CampaignBudgetForm } from "./campaign-budget-form";

type Props = { budget: CampaignBudget; thisYear: number; mayWrite: boolean };

const SHOWN = 5;

function History({ budget, thisYear }: Pick<Props, "budget" | "thisYear">) {
  const { history, timeZone } = budget;
  if (history.length === 0) return null;
  return (
    <div>
      <h3 className="mb-1 text-meta font-medium text-ink-2">How it came about</h3>
      <ul className="grid gap-1 text-meta text-ink-2">
        {history.slice(0, SHOWN).map((one) => (
          <li key={one.setAt}>
            {formatInstant(one.setAt, timeZone, thisYear)}, {one.setBy}:{" "}
            {one.budget === null ? "none" : `${one.currency} ${one.budget}`}{" "}
            {one.period === "month" && one.month
              ? `a month from ${monthName(one.month)} ${one.month.slice(0, 4)}`
              : "for the whole campaign"}
            {one.reason && ` (“${one.reason}”)`}
          </li>
        ))}
        {history.length > SHOWN && <li>and {history.length - SHOWN} earlier; the audit has them all</li>}
      </ul>
    </div>
  );
}

function Standing({ budget }: { budget: CampaignBudget }) {
  const { outlook, currency, unpricedRequests } = budget;
  if (!outlook) return <p className="text-ink-2">{budget.detail}</p>;
  const money = (micros: string) => `${currency} ${formatAmount(micros)}`;
  const { forecast } = outlook;
  const runsOut = runsOutWords(budget);
  return (
    <>
      <KeyValues
        rows={[
          { label: `Budget for ${budgetFor(outlook)}`, value: money(outlook.budgetMicros), strong: true },
          {
            label: outlook.isOver ? "Spent" : "Spent so far",
            value: `${money(outlook.actualMicros)}, ${money(outlook.leftMicros)} left`,
          },
          {
            label: "Forecast",
            value: forecast.known ? (
              <>
                {money(forecast.micros)}
                <span className="block text-meta text-ink-3">{budgetCertainty(outlook)}</span>
              </>
            ) : (
              forecast.detail
            ),
          },
          { label: "Against the budget", value: varianceWords(outlook) ?? "cannot be told" },
          {
            label: "Run rate",
            value: outlook.perDayMicros === null ? "none" : `${money(outlook.perDayMicros)} a day`,
          },
        ]}
      />
      {runsOut && <Note look="amber">{runsOut}</Note>}
      {unpricedRequests > 0 && (
        <Note look="amber">{unpricedRequests} requests of it have no price yet and are in no amount.</Note>
      )}
    </>
  );
}

/** A campaign against its inference budget, how that came about, and the form that sets another. */
export function CampaignBudgetCard({ budget, thisYear, mayWrite }: Props) {
  const { history, outlook, burnDown, currency, timeZone, today } = budget;
  const [last] = history;
  const card = (
    <Card id="budget" className="scroll-mt-18">
      <CardHead
        title="Inference budget"
        hint={`usage that names the campaign, ${budget.sources} · ${budget.timeZone} · it stops nothing by itself`}
      />
      <CardBody className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Standing budget={budget} />
        {mayWrite ? (
          <CampaignBudgetForm
            campaign={budget.campaign}
            currency={budget.currency}
            current={{
              period: outlook?.period ?? last?.period ?? "campaign",
              month: budget.today.slice(0, 7),
              budget: outlook ? (last?.budget ?? null) : null,
            }}
          />
        ) : (
          <p className="text-meta text-ink-3">Finance leads and administrators set budgets.</p>
        )}
        <History budget={budget} thisYear={thisYear} />
      </CardBody>
    </Card>
  );
  return (
    // in one place with a chart and without, so that the form keeps what it says when the first budget brings one
    <div className={cn("grid grid-cols-[minmax(0,1fr)] items-start gap-4", outlook && "xl:grid-cols-2")}>
      {card}
      {outlook && (
        <BurnDownChart
          title="Burn-down"
          hint="what is left · dotted: as planned, the same each day · dashed: at the pace of the last full days"
          buckets={burnDown.map(({ day, plannedMicros, leftMicros, forecast }, nth) => ({
            planMicros: plannedMicros,
            actualMicros: leftMicros,
            forecast,
            start: new Date(startOfDay(day, timeZone)).toISOString(),
            label: axisLabel(day, nth),
            isCurrent: day === today,
          }))}
          currency={currency}
          timeZone={timeZone}
        />
      )}
    </div>
  );
}
