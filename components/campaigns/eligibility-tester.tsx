import Form from "next/form";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { type Campaign, describeRule, type EligibilityTest } from "@/lib/campaigns";

export type Tried = {
  subject: string;
  typed: string;
  unread: string[];
  /** null before anybody asked. */
  verdict: EligibilityTest | null;
};

type Props = { campaign: Pick<Campaign, "key" | "eligibility" | "holdoutPercent">; tried: Tried };

const listWords: Record<NonNullable<EligibilityTest["listed"]>, string> = {
  denied_everywhere: "This user is on the deny list of all campaigns.",
  denied: "This user is on this campaign's deny list.",
  not_on_allow_list: "This campaign has an allow list, and this user is not on it.",
};

function Verdict({ verdict }: { verdict: EligibilityTest }) {
  const { eligible, refusing, heldOut, listed } = verdict;
  if (eligible && !heldOut) {
    return (
      <Note>
        <b className="font-medium text-ink">Eligible.</b> Limits, windows and a pause are asked only when a
        coupon is issued.
      </Note>
    );
  }
  return (
    <Note look="amber">
      <b className="font-medium">{eligible ? "Held out." : "Not eligible."}</b>
      <ul className="mt-1 grid gap-1">
        {listed && <li>{listWords[listed]}</li>}
        {refusing.map(({ pointer, says }) => (
          <li key={pointer} className="wrap-anywhere">
            {says}
            <span className="block font-mono text-meta">{pointer || "the whole rule"}</span>
          </li>
        ))}
        {heldOut && (
          <li>The holdout keeps this user without a coupon, so that the effect can be measured.</li>
        )}
      </ul>
    </Note>
  );
}

/** Whether somebody would be eligible, and which clause refuses. What is asked stands in the address. */
export function EligibilityTester({ campaign, tried }: Props) {
  const { subject, typed, unread, verdict } = tried;
  return (
    <Card>
      <CardHead title="Would they get one?" hint="nothing is issued" />
      <CardBody className="grid gap-3">
        <p className="text-pretty text-ink-2">
          {campaign.eligibility
            ? `Only for whom ${describeRule(campaign.eligibility)}.`
            : "This campaign has no rule: everybody is eligible whom no list keeps out."}
          {campaign.holdoutPercent !== undefined && ` ${campaign.holdoutPercent} % are held out.`}
        </p>
        <Form
          key={JSON.stringify([subject, typed])}
          action={`/campaigns/${campaign.key}/who`}
          className="grid gap-3"
        >
          <Field
            label="What the chatbot tells"
            hint="One a line, such as country: CN or days_since_signup: 3"
          >
            {(control) => (
              <Textarea {...control} name="attributes" rows={4} maxLength={4_000} defaultValue={typed} />
            )}
          </Field>
          <Field label="User, if it matters" hint="Lists and the holdout go by the user">
            {(control) => (
              <Input {...control} name="subject" autoComplete="off" maxLength={200} defaultValue={subject} />
            )}
          </Field>
          <div>
            <Button type="submit">Test</Button>
          </div>
        </Form>
        {unread.length > 0 && (
          <Note look="red">Not read, for they are no “name: value”: {unread.join(" · ")}</Note>
        )}
        <div aria-live="polite">{verdict && <Verdict verdict={verdict} />}</div>
      </CardBody>
    </Card>
  );
}
