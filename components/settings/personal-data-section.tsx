import Form from "next/form";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Instant } from "@/components/ui/instant";
import { KeyValues } from "@/components/ui/key-values";
import type { Retention, SubjectHoldings } from "@/lib/subjects";
import { EraseForm } from "./erase-form";
import { RetentionForm } from "./retention-form";

type Clock = { zone: string; thisYear: number };
type Props = Clock & {
  /** Whom the address asks for, and what was found or why not; null when it asks for nobody. */
  asked: { subject: string; found: SubjectHoldings | string } | null;
  /** Somebody was erased just now. */
  isErased: boolean;
  retention: Retention;
  /** The setting was changed just now. */
  isKept: boolean;
};

function Holdings({ holdings, zone, thisYear }: Clock & { holdings: SubjectHoldings }) {
  const { subject, coupons, redemptions, signups, referrals, usage } = holdings;
  const when = { zone, thisYear };
  return (
    <div className="grid gap-4 border-t border-line pt-4">
      <h3 className="font-semibold break-all">What is held of {subject}</h3>
      <KeyValues
        rows={[
          { label: "Coupons", value: `${coupons}, redeemed ${redemptions} times` },
          { label: "Signups", value: String(signups) },
          { label: "Invitations, made or followed", value: String(referrals) },
          {
            label: "Usage",
            value: usage ? (
              <>
                from <Instant at={usage.firstAt} {...when} /> to <Instant at={usage.lastAt} {...when} />
              </>
            ) : (
              "none"
            ),
          },
        ]}
      />
      <div>
        <Button asChild>
          <a href={`/api/v1/subjects/${encodeURIComponent(subject)}`} download="subject.json">
            Export as JSON
          </a>
        </Button>
      </div>
      <EraseForm key={subject} subject={subject} />
    </div>
  );
}

/** What is held of one chatbot user: to see, to hand out, to erase. */
export function PersonalDataSection({ asked, isErased, retention, isKept, ...clock }: Props) {
  const found = asked?.found;
  return (
    <Card id="personal-data">
      <CardHead title="Personal data" hint="chatbot users are known by their ids alone" />
      <CardBody className="grid gap-4">
        {isErased && (
          <p role="status" className="text-ink-2">
            Erased. A random name stands in its place, so every sum is as it was.
          </p>
        )}
        <Form action="/settings" scroll={false} className="flex flex-wrap items-start gap-2">
          <Field
            label="Chatbot user"
            hint="The subject, exactly as your chatbot sends it"
            error={typeof found === "string" ? found : undefined}
            className="w-full sm:w-80"
          >
            {(control) => (
              <Input
                {...control}
                name="subject"
                autoComplete="off"
                maxLength={200}
                defaultValue={asked?.subject}
              />
            )}
          </Field>
          <Button type="submit" className="sm:mt-5">
            Look up
          </Button>
        </Form>
        <RetentionForm key={retention} retention={retention} isSaved={isKept} />
        {found && typeof found !== "string" && <Holdings holdings={found} {...clock} />}
      </CardBody>
    </Card>
  );
}
