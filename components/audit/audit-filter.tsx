import Form from "next/form";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import {
  type AuditListUrl,
  type AuditTarget,
  auditActions,
  auditTargetKinds,
  auditWords,
  toTargetParam,
} from "@/lib/audit";

type Props = { list: AuditListUrl; actors: { kind: string; id: string; name: string }[] };

const kindWords: Record<AuditTarget["kind"], string> = {
  campaign: "Campaigns",
  switch: "The promotion switch",
  coupon: "Coupons",
  price: "Prices",
  exchange_rate: "Exchange rates",
  period: "Periods",
  annotation: "Notes on the charts",
  budget: "Budgets",
  user_revenue: "Revenue of a user",
  view: "Saved views",
  report: "Scheduled reports",
  person: "People",
  key: "Keys",
  usage: "Usage",
  invoice: "Invoices",
  guardrail: "Guardrails",
  setting: "Settings",
  job: "Jobs",
  deny_list: "Deny list",
  template: "Templates",
  subject: "Chatbot users",
};

const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

/** What was done, by whom, to what: a plain form, so the address says it all and works without JavaScript. */
export function AuditFilter({ list, actors }: Props) {
  const target = toTargetParam(list);
  const isNarrowed = Boolean(list.action || list.actorId || target);
  const knowsActor = !list.actorId || actors.some(({ id }) => id === list.actorId);
  return (
    <Form
      key={JSON.stringify(list)}
      action="/audit"
      role="search"
      className="flex flex-wrap items-center gap-2"
    >
      <Select
        size="small"
        className="w-full sm:w-auto"
        name="action"
        aria-label="What was done"
        defaultValue={list.action ?? ""}
      >
        <option value="">Everything done</option>
        {auditActions.map((action) => (
          <option key={action} value={action}>
            {sentence(auditWords[action])}
          </option>
        ))}
      </Select>
      <Select
        size="small"
        className="w-full sm:w-auto"
        name="actor"
        aria-label="By whom"
        defaultValue={list.actorId ?? ""}
      >
        <option value="">By anybody</option>
        {!knowsActor && <option value={list.actorId}>{list.actorId}</option>}
        {actors.map(({ kind, id, name }) => (
          <option key={`${kind}:${id}`} value={id}>
            By {name}
            {kind === "key" ? " (key)" : ""}
          </option>
        ))}
      </Select>
      <Select
        size="small"
        name="target"
        aria-label="To what"
        defaultValue={target}
        className="w-full sm:w-auto sm:max-w-60"
      >
        <option value="">To anything</option>
        {list.targetId && <option value={target}>{list.targetId}</option>}
        {auditTargetKinds.map((kind) => (
          <option key={kind} value={kind}>
            {kindWords[kind]}
          </option>
        ))}
      </Select>
      <Button type="submit">Show</Button>
      {isNarrowed && (
        <Button kind="quiet" asChild>
          <Link href="/audit">Show all</Link>
        </Button>
      )}
    </Form>
  );
}
