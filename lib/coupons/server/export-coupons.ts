import "server-only";
import { type Actor, authorize } from "../../auth";
import { toCsvLine } from "../../kernel/csv";
import { ok, type Result, refuse } from "../../kernel/result";
import { campaignId, noSuchCampaign } from "./coupon-queries";
import { type ExportRow, readCoupons } from "./export-sql";

/** Each holds a connection and a snapshot of the database. */
const MOST_AT_ONCE = 4;
let underWay = 0;

const head = [
  "code",
  "status",
  "subject",
  "issued_at",
  "expires_at",
  "redeemed_at",
  "order_id",
  "discount_minor",
  "currency",
];

function toLine(row: ExportRow): string {
  const at = (time: Date | null) => time?.toISOString() ?? null;
  return toCsvLine([
    row.code,
    row.status,
    row.subject,
    at(row.issued_at),
    at(row.expires_at),
    at(row.redeemed_at),
    row.order_id,
    row.discount_amount === null ? null : Number(row.discount_amount),
    row.currency,
  ]);
}

function busy() {
  const refused = refuse("unavailable", "Other exports are under way. Ask again in a moment.");
  return { ok: false as const, error: { ...refused.error, retryAfterSeconds: 5 } };
}

/**
 * All coupons and codes of a campaign as CSV, streamed as fast as it is read, as they stood at one moment. Redeemed
 * discounts in minor units. `not_found`; `unavailable` while four others are under way.
 */
export async function exportCoupons(
  actor: Actor,
  key: string,
): Promise<Result<{ name: string; body: ReadableStream<Uint8Array> }>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const id = await campaignId(key);
  if (!id) return noSuchCampaign(key);
  if (underWay >= MOST_AT_ONCE) return busy();
  underWay += 1;
  const pages = readCoupons(id);
  const text = new TextEncoder();
  let open = true;
  const close = () => {
    if (open) underWay -= 1;
    open = false;
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(text.encode(toCsvLine(head))),
      async pull(controller) {
        try {
          const { value, done } = await pages.next();
          if (!done) return controller.enqueue(text.encode(value.map(toLine).join("")));
          close();
          controller.close();
        } catch (error) {
          close();
          controller.error(error);
        }
      },
      async cancel() {
        close();
        await pages.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
  return ok({ name: `coupons-${key}.csv`, body });
}
