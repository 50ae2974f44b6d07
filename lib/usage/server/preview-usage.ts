import "server-only";
import { pool } from "../../platform/db";
import type { PriceBook } from "../price-book";
import type { UsageEvent } from "../usage-event";
import { eventKey } from "./event-key";
import { readPriceBook } from "./read-price-book";
import { reportingCurrency } from "./reporting-currency";
import type { Written } from "./write-usage";

/** The price book as it stands, for a look ahead. */
export async function currentPriceBook(): Promise<PriceBook> {
  const currency = await reportingCurrency();
  const { rows } = await pool().query<{ version: string }>("SELECT version FROM price_book WHERE id = 1");
  const run = async <Row>(text: string, values: unknown[]) =>
    (await pool().query(text, values)).rows as Row[];
  return readPriceBook(run, rows[0]?.version ?? "", currency);
}

/** What recordUsage would make of the events, without writing anything. */
export async function previewUsage(events: UsageEvent[], book: PriceBook): Promise<Written[]> {
  const keys = events.map(({ source, id }) => eventKey(source, id));
  const { rows } = await pool().query<{ key: string }>(
    "SELECT replace(digest::text, '-', '') AS key FROM usage_event_key WHERE digest = ANY ($1::uuid[])",
    [`{${keys.join(",")}}`],
  );
  const known = new Set(rows.map(({ key }) => key));
  return events.map((event, index) => {
    const key = keys[index] ?? "";
    if (known.has(key)) return "duplicate";
    known.add(key);
    if (event.kind === "signup") return "signup";
    return book.assess(event, book.candidatesFor(event)).costMicros === null ? "unpriced" : "priced";
  });
}
