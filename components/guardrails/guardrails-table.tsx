import { Card, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { Pill } from "@/components/ui/pill";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { type GuardrailView, metricWords } from "@/lib/guardrails";
import { RuleForm } from "./rule-form";

function amount({ currency, metric }: GuardrailView, value: string): string {
  const digits = metricWords[metric].isMoney ? Math.max(2, value.split(".")[1]?.length ?? 0) : 0;
  const shown = new Intl.NumberFormat("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(Number(value));
  return `${currency ? `${currency} ` : ""}${shown} ${metricWords[metric].per}`;
}

function State({ rule }: { rule: GuardrailView }) {
  if (rule.state === "off") return <Pill sign="ring">Off</Pill>;
  if (rule.state === "tripped") {
    return (
      <Pill look="amber" sign="bars">
        Tripped
      </Pill>
    );
  }
  return (
    <Pill look="accent" sign="dot">
      Armed
    </Pill>
  );
}

type Props = { rules: GuardrailView[]; mayWrite: boolean; zone: string; thisYear: number };

/** Every line that is watched, and whether it holds. */
export function GuardrailsTable({ rules, mayWrite, zone, thisYear }: Props) {
  return (
    <Card>
      <CardHead
        title="Guardrails"
        hint="what a guardrail paused, a person resumes; it stays quiet until its figure has fallen below nine tenths of the line"
      />
      {rules.length === 0 ? (
        <EmptyState title="Nothing is watched yet">
          A guardrail pauses all promotions by itself when spend or coupons cross a line that you set, at any
          hour.
        </EmptyState>
      ) : (
        <Table label="Guardrails">
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>State</Th>
              <Th>Watches</Th>
              <Th numeric>Never above</Th>
              <Th>Then</Th>
              <Th>Tripped last</Th>
              {mayWrite && <Th aria-label="Actions" />}
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <Tr key={rule.id}>
                <Td className="font-medium">{rule.name}</Td>
                <Td>
                  <State rule={rule} />
                </Td>
                <Td>{metricWords[rule.metric].name}</Td>
                <Td numeric>{amount(rule, rule.limit)}</Td>
                <Td className="whitespace-nowrap">
                  {rule.action === "pause" ? "Pauses all promotions" : "Says so"}
                </Td>
                <Td className="text-ink-2">
                  {rule.trippedAt ? (
                    <>
                      <Instant at={rule.trippedAt} zone={zone} thisYear={thisYear} />
                      {rule.trippedReading && `, at ${amount(rule, rule.trippedReading)}`}
                    </>
                  ) : (
                    "never"
                  )}
                </Td>
                {mayWrite && (
                  <Td className="text-right">
                    <RuleForm id={rule.id} name={rule.name} enabled={rule.enabled} />
                  </Td>
                )}
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
