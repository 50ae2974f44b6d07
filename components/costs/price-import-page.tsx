import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Note } from "@/components/ui/note";
import { TextLink } from "@/components/ui/text-link";
import { formatInstant } from "@/lib/kernel/local-time";
import type { PriceImport, PriceImportRow } from "@/lib/usage";
import { PriceImportReview } from "./price-import-review";
import { PriceImportUpload } from "./price-import-upload";
import { toReviewRow } from "./price-import-words";
import { PriceImportsList } from "./price-imports-list";

type Props = {
  /** The import that the address names. */
  looked: { about: PriceImport; rows: PriceImportRow[] } | null;
  isMissing: boolean;
  applied: PriceImport[];
  mayWrite: boolean;
  zone: string;
  thisYear: number;
};

function Outcome({ about, zone, thisYear }: { about: PriceImport; zone: string; thisYear: number }) {
  if (about.status === "discarded")
    return <Note look="amber">This comparison was discarded for a newer one. Send the map again.</Note>;
  const from = formatInstant(about.effectiveFrom, zone, thisYear);
  const many = about.appliedPrices ?? 0;
  return (
    <Note>
      {about.appliedBy} applied it: {many} {many === 1 ? "price holds" : "prices hold"} from {from} on. What
      they settle counts at once, or within the minute when it is much.{" "}
      <TextLink href="/costs#prices">See the prices</TextLink>
    </Note>
  );
}

function WithoutProvider({ models }: { models: string[] }) {
  if (models.length === 0) return null;
  return (
    <Note look="amber">
      Usage of {models.slice(0, 5).join(", ")}
      {models.length > 5 && ` and ${models.length - 5} more`} names no provider, so prices of a provider do
      not hold for it. Send the map again with the provider it comes from and “the model, whoever served it”.
    </Note>
  );
}

/** Send a map, look at what it would change, apply it. */
export function PriceImportPage({ looked, isMissing, applied, mayWrite, zone, thisYear }: Props) {
  const clock = { zone, thisYear };
  return (
    <div className="grid gap-4">
      {isMissing && <Note look="amber">There is no such comparison. Send the map again.</Note>}
      {looked && looked.about.status !== "previewed" && <Outcome about={looked.about} {...clock} />}
      {looked?.about.status === "previewed" && (
        <>
          <WithoutProvider models={looked.about.withoutProvider} />
          {mayWrite && (
            <PriceImportReview
              key={looked.about.id}
              about={looked.about}
              rows={looked.rows.map(toReviewRow)}
              {...clock}
            />
          )}
        </>
      )}
      <Card>
        <CardHead title={looked ? "Another map" : "LiteLLM’s price map"} />
        <CardBody className="grid gap-3">
          <p className="max-w-prose text-pretty text-ink-2">
            The file that LiteLLM keeps of public prices. It is compared with the prices in force first;
            nothing changes until you apply it. Its prices come in as list prices, so what you negotiated goes
            on holding.
          </p>
          {mayWrite ? (
            <PriceImportUpload
              zone={zone}
              kind={looked?.about.status === "previewed" ? "default" : "primary"}
            />
          ) : (
            <p className="text-meta text-ink-3">Finance leads and administrators import price maps.</p>
          )}
        </CardBody>
      </Card>
      <PriceImportsList imports={applied} {...clock} />
    </div>
  );
}
