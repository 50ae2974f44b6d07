import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Meter } from "@/components/ui/meter";

type Props = {
  /** Where links to the figures lead, before they are there. */
  id: string;
  title: string;
  failed: boolean;
  progress: { done: number; total: number } | undefined;
};

/** In the place of figures that are worked out from the events once. */
export function WorkingOut({ id, title, failed, progress }: Props) {
  const known = progress && progress.total > 0;
  return (
    <Card id={id} className="scroll-mt-18">
      <CardHead title={title} />
      <CardBody className="grid min-h-40 content-start gap-3">
        <p role="status" className="text-ink-2">
          {failed
            ? "It could not be read. Load the page again."
            : known
              ? `Working it out from the events: ${progress.done} of ${progress.total} days. It goes on when you leave, and is kept.`
              : "Working it out…"}
        </p>
        {!failed && known && (
          <Meter
            label={`${title}: days worked out`}
            used={progress.done / progress.total}
            className="max-w-md"
          />
        )}
      </CardBody>
    </Card>
  );
}
