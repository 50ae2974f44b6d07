import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { Pagination } from "@/components/ui/pagination";
import { TextLink } from "@/components/ui/text-link";
import type { Annotation } from "@/lib/costs";
import { type Trail, writeTrail } from "@/lib/kernel/trail";
import { AnnotationForm } from "./annotation-form";
import { RemoveAnnotation } from "./remove-annotation";

type Noted = Annotation & { mayChange: boolean };
type Props = {
  notes: Noted[];
  pages: { previous: Trail | null; next: Trail | null };
  /** The one that the form changes; null for a new one. */
  edited: Annotation | null;
  campaigns: { key: string; name: string }[];
  /** The chart from which one came. */
  back: string;
  zone: string;
  now: string;
};

function toUrl(trail: Trail | null, back: string): string | null {
  if (!trail) return null;
  const query = new URLSearchParams();
  writeTrail(query, trail);
  if (back !== "/") query.set("back", back);
  return query.size > 0 ? `/annotations?${query}` : "/annotations";
}

function editUrl(id: string, back: string): string {
  return `/annotations?${new URLSearchParams({ edit: id, ...(back === "/" ? {} : { back }) })}`;
}

function NoteRow({
  note,
  back,
  zone,
  thisYear,
}: {
  note: Noted;
  back: string;
  zone: string;
  thisYear: number;
}) {
  return (
    <li className="grid gap-1 border-b border-line py-3 last:border-b-0 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <p className="wrap-anywhere whitespace-pre-line">{note.text}</p>
        <p className="text-meta text-ink-3">
          <Instant at={note.from} zone={zone} thisYear={thisYear} />
          {note.to && (
            <>
              {" – "}
              <Instant at={note.to} zone={zone} thisYear={thisYear} />
            </>
          )}
          {note.campaign && (
            <>
              {" · about "}
              <TextLink href={`/campaigns/${encodeURIComponent(note.campaign)}`}>{note.campaign}</TextLink>
            </>
          )}
          {` · by ${note.by.name}`}
          {note.editedAt && ", edited"}
        </p>
      </div>
      {note.mayChange && (
        <div className="flex items-start gap-1">
          <Button kind="quiet" size="small" asChild>
            <Link href={editUrl(note.id, back)} aria-label={`Edit the note “${note.text}”`}>
              Edit
            </Link>
          </Button>
          <RemoveAnnotation id={note.id} text={note.text} />
        </div>
      )}
    </li>
  );
}

/** /annotations: what people noted on the charts, and the form that adds to it. */
export function AnnotationsPage({ notes, pages, edited, campaigns, back, zone, now }: Props) {
  const thisYear = Number(now.slice(0, 4));
  return (
    <div className="grid max-w-240 gap-4">
      <Card>
        <CardHead
          title={edited ? "Edit the note" : "Add a note"}
          hint="everybody sees it on the charts, at its time"
        >
          <TextLink href={back}>Back to the chart</TextLink>
        </CardHead>
        <CardBody>
          <AnnotationForm
            key={edited?.id ?? "new"}
            edited={edited}
            campaigns={campaigns}
            back={back}
            zone={zone}
            now={now}
          />
        </CardBody>
      </Card>
      <Card>
        <CardHead title="Notes" hint={`the latest first · ${zone}`} />
        {notes.length === 0 ? (
          <EmptyState title="Nothing is noted yet">
            A note tells whoever reads the charts later what happened: a price change at a provider, an
            outage, a day on television.
          </EmptyState>
        ) : (
          <CardBody>
            <ul aria-label="Notes">
              {notes.map((note) => (
                <NoteRow key={note.id} note={note} back={back} zone={zone} thisYear={thisYear} />
              ))}
            </ul>
          </CardBody>
        )}
        {(pages.previous || pages.next) && (
          <Pagination
            label="Pages of notes"
            previous={toUrl(pages.previous, back)}
            next={toUrl(pages.next, back)}
          />
        )}
      </Card>
    </div>
  );
}
