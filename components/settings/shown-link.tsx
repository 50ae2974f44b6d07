import { CopyButton } from "@/components/ui/copy-button";
import { FocusHere } from "@/components/ui/focus-here";
import { Note } from "@/components/ui/note";

/** A link that is shown this one time, for whoever made it to hand over. */
export function ShownLink({ href, children }: { href: string; children: React.ReactNode }) {
  return (
    <FocusHere key={href} className="rounded-control">
      <Note look="amber">
        <p>{children}</p>
        <p className="mt-1 flex flex-wrap items-center gap-2">
          <code className="rounded-[4px] bg-surface px-2 py-1 font-mono wrap-anywhere text-ink">{href}</code>
          <CopyButton text={href} label="Copy the link" />
        </p>
      </Note>
    </FocusHere>
  );
}
