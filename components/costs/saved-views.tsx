import { Bookmark } from "lucide-react";
import { Checkbox } from "@/components/ui/checkbox";
import { DropPanel } from "@/components/ui/drop-panel";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { TextLink } from "@/components/ui/text-link";
import { type SavedView, toSavedViewUrl, type ViewPath } from "@/lib/costs";
import { ViewForm } from "./view-form";

type Props = {
  path: ViewPath;
  /** The address as it is shown now. */
  query: string;
  views: SavedView[];
};

function OwnView({ view }: { view: SavedView }) {
  return (
    <details>
      <summary className="w-fit cursor-pointer text-meta text-ink-3 hover:text-ink">
        Rename or remove<span className="sr-only"> {view.name}</span>
      </summary>
      <div className="mt-2 mb-3 grid gap-2">
        <ViewForm act="rename" label="Rename" name={`Rename ${view.name}`}>
          <input type="hidden" name="id" value={view.id} />
          <Field label="Its new name">
            {(control) => (
              <Input
                {...control}
                size="small"
                name="name"
                maxLength={80}
                defaultValue={view.name}
                autoComplete="off"
              />
            )}
          </Field>
        </ViewForm>
        <ViewForm act="remove" label="Remove" name={`Remove ${view.name}`}>
          <input type="hidden" name="id" value={view.id} />
        </ViewForm>
      </div>
    </details>
  );
}

/** The views of this page that were saved, and the one that is shown to be saved: links and forms, without JavaScript too. */
export function SavedViews({ path, query, views }: Props) {
  return (
    <DropPanel
      label={
        <>
          <Bookmark aria-hidden strokeWidth={1.5} />
          Views
        </>
      }
    >
      {views.length === 0 ? (
        <p className="text-meta text-ink-3">
          No view of this page is saved yet. Choose days, source and what to compare with, then save them
          under a name.
        </p>
      ) : (
        <ul aria-label="Saved views" className="grid max-h-72 gap-1 overflow-y-auto">
          {views.map((view) => (
            <li key={view.id} className="min-w-0">
              <TextLink href={toSavedViewUrl(view)} prefetch={false} className="block truncate py-0.5">
                {view.name}
              </TextLink>
              {view.by !== null ? (
                <span className="text-meta text-ink-3">shared by {view.by}</span>
              ) : (
                <>
                  {view.shared && <span className="text-meta text-ink-3">shared with everybody</span>}
                  <OwnView view={view} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      <div className="border-t border-line pt-3">
        <ViewForm act="save" label="Save this view">
          <input type="hidden" name="path" value={path} />
          <input type="hidden" name="query" value={query} />
          <Field label="Name of this view">
            {(control) => <Input {...control} size="small" name="name" maxLength={80} autoComplete="off" />}
          </Field>
          <Checkbox name="shared" value="on" label="For everybody, not only for me" />
        </ViewForm>
      </div>
    </DropPanel>
  );
}
