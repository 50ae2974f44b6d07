import { cn } from "@/components/ui/cn";
import type { Phrase } from "@/lib/campaigns";

/** The campaign in plain words; what matters most stands out. */
export function Sentence({ phrases, className }: { phrases: Phrase[]; className?: string }) {
  return (
    <p className={cn("text-sentence text-pretty text-ink-2", className)}>
      {phrases.map(({ text, strong }) =>
        strong ? (
          <b key={text} className="font-semibold text-ink">
            {text}
          </b>
        ) : (
          text
        ),
      )}
    </p>
  );
}
