import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import type { Campaign, ListName } from "@/lib/campaigns";
import { addToListAction, clearListAction } from "@/lib/campaigns/actions";
import { ListFile } from "./list-file";
import { ListForm } from "./list-form";

/** The beginning of a list, and how many are on it. */
export type ShownList = { list: ListName; total: number; first: string[] };

type Props = { campaign: Pick<Campaign, "key">; lists: ShownList[]; mayWrite: boolean };

const number = new Intl.NumberFormat("en");
const words: Record<ListName, { title: string; empty: string; says: string }> = {
  allow: {
    title: "Allow list",
    empty: "Nobody is on it, so it keeps nobody out.",
    says: "Only these users may have a coupon.",
  },
  deny: {
    title: "Deny list",
    empty: "Nobody is on it.",
    says: "These users get no coupon of this campaign.",
  },
};

const summary = "w-fit cursor-pointer rounded-control text-meta font-medium text-ink-2 hover:text-ink";

function List({ campaign, shown, mayWrite }: { shown: ShownList } & Omit<Props, "lists">) {
  const { list, total, first } = shown;
  const { title, empty, says } = words[list];
  const more = total - first.length;
  return (
    <section aria-label={title} className="grid content-start gap-3">
      <h3 className="font-semibold">
        {title} <span className="font-normal text-ink-3">{number.format(total)}</span>
      </h3>
      <p className="text-ink-2">{total === 0 ? empty : says}</p>
      {first.length > 0 && (
        <p className="font-mono text-meta wrap-anywhere text-ink-2">
          {first.join(", ")}
          {more > 0 && <span className="font-sans text-ink-3"> and {number.format(more)} more</span>}
        </p>
      )}
      {mayWrite && (
        <details>
          <summary className={summary}>Add users</summary>
          <div className="mt-3 grid gap-4">
            <ListFile campaignKey={campaign.key} list={list} />
            <ListForm action={addToListAction} label="Add these" pendingLabel="Adding…">
              <input type="hidden" name="key" value={campaign.key} />
              <input type="hidden" name="list" value={list} />
              <Field label="Or type them" hint="One a line">
                {(control) => <Textarea {...control} name="subjects" rows={3} />}
              </Field>
            </ListForm>
          </div>
        </details>
      )}
      {mayWrite && total > 0 && (
        <details>
          <summary className={summary}>Empty the list</summary>
          <div className="mt-3">
            <ListForm action={clearListAction} label="Empty it" kind="harm" pendingLabel="Emptying…">
              <input type="hidden" name="key" value={campaign.key} />
              <input type="hidden" name="list" value={list} />
              <Checkbox
                name="sure"
                value="yes"
                label={`Take all ${number.format(total)} off the ${title.toLowerCase()}`}
              />
            </ListForm>
          </div>
        </details>
      )}
    </section>
  );
}

/** Who may and who may not, by name. */
export function ListsSection({ campaign, lists, mayWrite }: Props) {
  return (
    <Card>
      <CardHead title="Lists" hint="of this campaign" />
      <CardBody className="grid gap-6 sm:grid-cols-2">
        {lists.map((shown) => (
          <List key={shown.list} campaign={campaign} shown={shown} mayWrite={mayWrite} />
        ))}
      </CardBody>
    </Card>
  );
}
