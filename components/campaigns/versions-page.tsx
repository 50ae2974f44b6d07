import { ArrowRight } from "lucide-react";
import Form from "next/form";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { Select } from "@/components/ui/select";
import { type Campaign, type WordedChange, type Wording, wordChanges } from "@/lib/campaigns";
import { undoEditAction } from "@/lib/campaigns/actions";
import { formatInstant } from "@/lib/kernel/local-time";
import { CampaignTabs } from "./campaign-tabs";
import { MoveForm } from "./move-form";

type Props = {
  campaign: Pick<Campaign, "key" | "revision" | "status">;
  /** The newest first. */
  wordings: Wording[];
  /** The two that the address asks for. */
  chosen: { from: Wording; to: Wording } | null;
  mayWrite: boolean;
  zone: string;
  thisYear: number;
};

const acts: Record<Wording["act"], string> = {
  created: "wrote it",
  edited: "edited it",
  undone: "took the edit before back",
};

function Value({ words }: { words: string | null }) {
  if (words === null) return <span className="text-ink-3">not set</span>;
  return <span className="wrap-anywhere whitespace-pre-line">{words}</span>;
}

function Changes({ changes }: { changes: WordedChange[] }) {
  return (
    <dl className="grid gap-1.5">
      {changes.map(({ field, label, before, after }) => (
        <div key={field} className="grid gap-x-3 sm:grid-cols-[12rem_minmax(0,1fr)]">
          <dt className="text-ink-3">{label}</dt>
          <dd className="flex flex-wrap items-center gap-x-1.5">
            <span className="sr-only">before: </span>
            <span className="text-ink-2">
              <Value words={before} />
            </span>
            <ArrowRight aria-hidden strokeWidth={1.5} className="size-3 shrink-0 text-ink-3" />
            <span className="sr-only">after: </span>
            <b className="font-medium">
              <Value words={after} />
            </b>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Compare({ campaign, wordings, chosen, zone, thisYear }: Omit<Props, "mayWrite">) {
  const [newest, ...older] = wordings;
  const named = (one: Wording) => `${one.revision} · ${formatInstant(one.at, zone, thisYear)} · ${one.by}`;
  const options = wordings.map((one) => (
    <option key={one.revision} value={one.revision}>
      {named(one)}
    </option>
  ));
  const from = chosen?.from ?? older.at(-1);
  const to = chosen?.to ?? newest;
  return (
    <Card>
      <CardHead title="Compare two" />
      <CardBody className="grid gap-3">
        <Form
          key={`${from?.revision} ${to?.revision}`}
          action={`/campaigns/${campaign.key}/versions`}
          className="flex flex-wrap items-center gap-2"
        >
          <Select
            size="small"
            name="from"
            aria-label="The one"
            defaultValue={from?.revision}
            className="max-w-full"
          >
            {options}
          </Select>
          <Select
            size="small"
            name="to"
            aria-label="The other"
            defaultValue={to?.revision}
            className="max-w-full"
          >
            {options}
          </Select>
          <Button type="submit">Compare</Button>
        </Form>
        {chosen && (
          <section aria-label="What differs">
            <Differs changes={wordChanges(chosen.from.input, chosen.to.input, zone)} />
          </section>
        )}
      </CardBody>
    </Card>
  );
}

function Differs({ changes }: { changes: WordedChange[] }) {
  return changes.length === 0 ? (
    <p className="text-ink-2">They say the same.</p>
  ) : (
    <Changes changes={changes} />
  );
}

/** /campaigns/{key}/versions: every wording, what each changed, two beside each other, and the way back. */
export function VersionsPage(props: Props) {
  const { campaign, wordings, mayWrite, zone, thisYear } = props;
  const undoable = mayWrite && wordings.length > 1 && campaign.status !== "archived";
  return (
    <>
      <CampaignTabs campaignKey={campaign.key} current="/versions" />
      {wordings.length > 1 && <Compare {...props} />}
      <Card>
        <CardHead title="Versions" hint={zone}>
          {undoable && (
            <MoveForm
              action={undoEditAction}
              campaign={campaign}
              label="Undo the last edit"
              pendingLabel="Undoing…"
            />
          )}
        </CardHead>
        <CardBody>
          <ol className="grid">
            {wordings.map((wording, nth) => {
              const before = wordings[nth + 1];
              return (
                <li key={wording.revision} className="grid gap-2 border-b border-line py-3 last:border-b-0">
                  <p className="flex flex-wrap items-baseline gap-x-2">
                    <b className="font-medium">{wording.by}</b> {acts[wording.act]}
                    <Instant
                      at={wording.at}
                      zone={zone}
                      thisYear={thisYear}
                      className="text-meta text-ink-3"
                    />
                    <span className="ml-auto text-meta text-ink-3">revision {wording.revision}</span>
                  </p>
                  {before && <Differs changes={wordChanges(before.input, wording.input, zone)} />}
                </li>
              );
            })}
          </ol>
          {wordings.length === 0 && (
            <EmptyState title="Never edited">
              <p>The first edit keeps what was said before, and can be undone here.</p>
            </EmptyState>
          )}
        </CardBody>
      </Card>
    </>
  );
}
