import { Card, CardHead } from "@/components/ui/card";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import {
  budgetCertainty,
  budgetFor,
  type CampaignBudgetRow,
  formatAmount,
  runsOutWords,
  varianceWords,
} from "@/lib/costs";

type Props = { budgets: CampaignBudgetRow[]; currency: string; zone: string };

function Row({ budget }: { budget: CampaignBudgetRow }) {
  const { outlook, campaign, name } = budget;
  const cell = (
    <Td className="min-w-40">
      <TextLink href={`/campaigns/${campaign}#budget`}>{name}</TextLink>
      {outlook && <span className="block text-meta text-ink-3">{budgetFor(outlook)}</span>}
    </Td>
  );
  if (!outlook)
    return (
      <Tr>
        {cell}
        <Td colSpan={5} className="text-ink-3">
          {budget.detail}
        </Td>
      </Tr>
    );
  const runsOut = runsOutWords(budget);
  return (
    <Tr>
      {cell}
      <Td numeric>{formatAmount(outlook.budgetMicros)}</Td>
      <Td numeric>{formatAmount(outlook.actualMicros)}</Td>
      <Td numeric>{outlook.forecast.known ? formatAmount(outlook.forecast.micros) : "–"}</Td>
      <Td className="min-w-56">
        <b className="font-medium">{varianceWords(outlook) ?? "cannot be told"}</b>
        <span className="block text-meta text-pretty text-ink-3">
          {runsOut ? `${runsOut} ` : ""}
          {budgetCertainty(outlook)}
        </span>
      </Td>
      <Td numeric>{outlook.perDayMicros === null ? "–" : formatAmount(outlook.perDayMicros)}</Td>
    </Tr>
  );
}

/** Campaigns with an inference budget: actual, forecast, variance, run rate; the burn-down is on the campaign's page. */
export function CampaignBudgets({ budgets, currency, zone }: Props) {
  return (
    <Card id="campaign-budgets" className="scroll-mt-18">
      <CardHead
        title="Inference budgets of campaigns"
        hint={`${currency} · usage that names the campaign · ${zone}`}
      />
      {budgets.length === 0 ? (
        <p className="px-4 pb-4 text-ink-2">
          None is set. Finance sets one on <TextLink href="/campaigns">a campaign’s page</TextLink>, for a
          month or for its whole life.
        </p>
      ) : (
        <Table label="Inference budgets of campaigns">
          <thead>
            <tr>
              <Th>Campaign</Th>
              <Th numeric>Budget</Th>
              <Th numeric>Actual</Th>
              <Th numeric>Forecast</Th>
              <Th>Against the budget</Th>
              <Th numeric>A day</Th>
            </tr>
          </thead>
          <tbody>
            {budgets.map((budget) => (
              <Row key={budget.campaign} budget={budget} />
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
