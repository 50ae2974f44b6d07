import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Instant } from "@/components/ui/instant";
import { Select } from "@/components/ui/select";
import { TextLink } from "@/components/ui/text-link";
import { type DenyAttribute, type DenyEntry, denyAttributes } from "@/lib/campaigns";
import { allowAgainAction, denyEverywhereAction } from "@/lib/campaigns/actions";
import { ListForm } from "./list-form";

type Props = {
  entries: DenyEntry[];
  /** Where the next ones stand. */
  next: string | null;
  mayWrite: boolean;
  zone: string;
  thisYear: number;
};

export const attributeWords: Record<DenyAttribute, string> = {
  subject: "User",
  device: "Device",
  address: "Address",
  inviter: "Inviter",
};

/** Who gets nothing from any campaign. */
export function DenySection({ entries, next, mayWrite, zone, thisYear }: Props) {
  return (
    <Card>
      <CardHead title="Kept out everywhere" hint="of all campaigns" />
      <CardBody className="grid gap-4">
        {entries.length === 0 && (
          <p className="text-ink-2">
            Nobody. Who abuses one campaign is kept out of all: by user, device, address or inviter.
          </p>
        )}
        <ul aria-label="Kept out everywhere" className="grid empty:hidden">
          {entries.map(({ attribute, value, reason, addedBy, addedAt }) => (
            <li
              key={`${attribute}:${value}`}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-1.5 last:border-b-0"
            >
              <span className="text-meta text-ink-3">{attributeWords[attribute]}</span>
              <span className="min-w-0 font-mono wrap-anywhere">{value}</span>
              {reason && <span className="text-ink-2">{reason}</span>}
              <span className="ml-auto text-meta text-ink-3">
                {addedBy} · <Instant at={addedAt} zone={zone} thisYear={thisYear} />
              </span>
              {mayWrite && (
                <ListForm
                  action={allowAgainAction}
                  size="small"
                  label="Let in again"
                  name={`Let ${value} in again`}
                  pendingLabel="…"
                >
                  <input type="hidden" name="attribute" value={attribute} />
                  <input type="hidden" name="value" value={value} />
                </ListForm>
              )}
            </li>
          ))}
        </ul>
        {next && (
          <p>
            <TextLink href={next}>The next ones</TextLink>
          </p>
        )}
        {mayWrite && (
          <details>
            <summary className="w-fit cursor-pointer rounded-control text-meta font-medium text-ink-2 hover:text-ink">
              Keep somebody out
            </summary>
            <div className="mt-3 sm:max-w-80">
              <ListForm action={denyEverywhereAction} label="Keep out" kind="harm" pendingLabel="…">
                <Field label="By what">
                  {(control) => (
                    <Select {...control} name="attribute" defaultValue="subject">
                      {denyAttributes.map((attribute) => (
                        <option key={attribute} value={attribute}>
                          {attributeWords[attribute]}
                        </option>
                      ))}
                    </Select>
                  )}
                </Field>
                <Field label="Which">
                  {(control) => <Input {...control} name="value" autoComplete="off" maxLength={200} />}
                </Field>
                <Field label="Why, for the audit">
                  {(control) => <Input {...control} name="reason" autoComplete="off" maxLength={500} />}
                </Field>
              </ListForm>
            </div>
          </details>
        )}
      </CardBody>
    </Card>
  );
}
