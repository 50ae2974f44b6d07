import { CopyButton } from "@/components/ui/copy-button";
import type { Snippet } from "@/lib/members";

/** What one pastes to use a key, folded away until asked for. `named` tells two lists on a page apart. */
export function Snippets({ snippets, named = "" }: { snippets: Snippet[]; named?: string }) {
  return (
    <div className="grid gap-2">
      {snippets.map(({ id, title, scope, text }) => (
        <details key={id} data-snippet={id} className="min-w-0 rounded-control border border-line">
          <summary className="cursor-pointer px-3 py-2 font-medium">
            {title} {named && <span className="sr-only">{named}</span>}
            <span className="ml-2 font-mono text-meta font-normal text-ink-3">{scope}</span>
          </summary>
          <div className="grid gap-2 border-t border-line p-3">
            {/* biome-ignore lint/a11y/useSemanticElements: a region that scrolls and takes the focus */}
            <div
              role="region"
              aria-label={`${title} ${named}`.trim()}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
              tabIndex={0}
              className="overflow-x-auto rounded-control bg-sunken p-3"
            >
              <pre className="font-mono text-meta text-ink">{text}</pre>
            </div>
            <div>
              <CopyButton text={text} />
            </div>
          </div>
        </details>
      ))}
    </div>
  );
}
