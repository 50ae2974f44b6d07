import { CopyButton } from "@/components/ui/copy-button";
import { FocusHere } from "@/components/ui/focus-here";
import { Note } from "@/components/ui/note";
import { type CreatedKey, toSnippets } from "@/lib/members";
import { Snippets } from "./snippets";

/** The one time that a key is shown, and what to paste to use it. */
export function NewKey({
  created,
  address,
  campaign,
}: {
  created: CreatedKey;
  address: string;
  campaign: string;
}) {
  const { key, name, scopes } = created;
  const snippets = toSnippets({ address, key, campaign }).filter(({ scope }) => scopes.includes(scope));
  return (
    <FocusHere key={key} className="grid gap-3 rounded-control">
      <Note look="amber">
        <p>
          <b className="font-semibold">{name}</b>: copy the key now. It is not kept and not shown again.
        </p>
        <p className="mt-1 flex flex-wrap items-center gap-2">
          <code className="rounded-[4px] bg-surface px-2 py-1 font-mono wrap-anywhere text-ink">{key}</code>
          <CopyButton text={key} label="Copy the key" />
        </p>
      </Note>
      {snippets.length > 0 && <Snippets snippets={snippets} named={`with ${name}`} />}
    </FocusHere>
  );
}
