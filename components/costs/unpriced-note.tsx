import { Note } from "@/components/ui/note";
import { TextLink } from "@/components/ui/text-link";
import { type CostsReport, formatDays, toLedgerUrl, toViewParams, type UnpricedModel } from "@/lib/costs";

const number = new Intl.NumberFormat("en");
const MOST_NAMED = 5;

function Named({
  one,
  report,
  zone,
  mayWrite,
}: {
  one: UnpricedModel;
  report: CostsReport;
  zone: string;
  mayWrite: boolean;
}) {
  const { model, unpricedRequests, unconvertedRequests, firstDay, lastDay } = one;
  const query = toViewParams(report.about.view, zone, "plan");
  query.set("price", model);
  query.set("priceFrom", firstDay);
  const parts = [
    unpricedRequests > 0 ? `${number.format(unpricedRequests)} without a price` : "",
    unconvertedRequests > 0 ? `${number.format(unconvertedRequests)} without an exchange rate` : "",
  ].filter(Boolean);
  return (
    <li>
      <span className="font-medium">{model || "a model that is not named"}</span>:{" "}
      <TextLink
        href={toLedgerUrl(report.about.view, {
          only: "waiting",
          ...(model ? { model } : { none: ["model"] }),
        })}
        prefetch={false}
        className="text-amber decoration-amber/40"
      >
        {parts.join(", ")}
      </TextLink>
      , {formatDays(firstDay, lastDay)}.{" "}
      {mayWrite && unpricedRequests > 0 && (
        <TextLink
          href={`/costs?${query}#set-price`}
          prefetch={false}
          className="text-amber decoration-amber/40"
        >
          Set its price
        </TextLink>
      )}
      {mayWrite && unpricedRequests === 0 && (
        <TextLink href="#rates" className="text-amber decoration-amber/40">
          Set an exchange rate
        </TextLink>
      )}
    </li>
  );
}

/** What stands outside every sum, by model, with the way to settle it. */
export function UnpricedNote({
  report,
  zone,
  mayWrite,
}: {
  report: CostsReport;
  zone: string;
  mayWrite: boolean;
}) {
  const { requests, unconvertedRequests, models } = report.unpriced;
  if (models.length === 0) return null;
  return (
    <Note look="amber">
      <p>
        <TextLink
          href={toLedgerUrl(report.about.view, { only: "waiting" })}
          prefetch={false}
          className="font-semibold text-amber decoration-amber/40"
        >
          {number.format(requests + unconvertedRequests)} requests
        </TextLink>{" "}
        stand outside the sums on this page. A price or rate set now settles them, and the audit keeps what
        changed.
        {!mayWrite && " Finance leads and administrators set prices."}
      </p>
      <ul className="mt-1">
        {models.slice(0, MOST_NAMED).map((one) => (
          <Named key={one.model} one={one} report={report} zone={zone} mayWrite={mayWrite} />
        ))}
        {models.length > MOST_NAMED && <li>and {models.length - MOST_NAMED} more models</li>}
      </ul>
    </Note>
  );
}
