import "server-only";
import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { recordAudit } from "../../audit/server";
import { type Actor, authorize, stampOf } from "../../auth";
import type { Job } from "../../campaigns";
import { startedJob } from "../../campaigns/server";
import { ok, type Result, refuse } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import type { JobStep, OpenJob } from "../../platform/job";
import { setTotal, startJob } from "../../platform/job-store";
import { codeColumn, toShownCode } from "../imported-code";
import { campaignForCodes } from "./campaign-for-codes";
import {
  addCodes,
  type CodePart,
  ofThisCampaign,
  type Rejection,
  savePart,
  saveRejections,
  takePart,
} from "./code-store";

export const IMPORT_KIND = "import_codes";
/** Rows of a part: about 50 ms under the campaign's lock. */
const AT_ONCE = 2_000;
const MOST_ROWS = 1_000_000;
const LONGEST_CELL = 200;
/** Bytes given to the parser at a time, so that other requests have their turn. */
const SLICE = 64 * 1024;

type Params = { campaignId: string };

/** A row of a part: its line in the file, and the cell. */
const toRow = (line: number, cell: string) => `${line}\t${cell}`;
function fromRow(text: string): { row: number; value: string } {
  const tab = text.indexOf("\t");
  return { row: Number(text.slice(0, tab)), value: text.slice(tab + 1) };
}

async function addRows(
  tx: Tx,
  campaignId: string,
  rows: string[],
): Promise<{ added: number; refused: Rejection[] }> {
  const refused: Rejection[] = [];
  const wanted = new Map<string, { row: number; value: string; code: string }>();
  for (const { row, value } of rows.map(fromRow)) {
    const code = toShownCode(value);
    const plain = code?.replaceAll("-", "") ?? "";
    if (value.trim() === "") refused.push({ row, value, reason: "is empty" });
    else if (!code)
      refused.push({ row, value, reason: "is not a code: 4 to 40 of A–Z and 0–9, with dashes if you like" });
    else if (wanted.has(plain)) refused.push({ row, value, reason: "stands twice in the file" });
    else wanted.set(plain, { row, value, code });
  }
  // in order, so that two imports of the same codes do not wait for each other in a ring
  const codes = [...wanted.values()].map(({ code }) => code).sort();
  if (codes.length === 0) return { added: 0, refused };
  const { added, taken } = await addCodes(tx, campaignId, codes);
  const own = taken.length > 0 ? await ofThisCampaign(tx, campaignId, taken) : new Set<string>();
  for (const code of taken) {
    const { row, value } = wanted.get(code.replaceAll("-", "")) ?? { row: 0, value: code };
    const reason = own.has(code)
      ? "is one of this campaign's codes already, or stands twice in the file"
      : "is taken: another coupon has it, or had it";
    refused.push({ row, value, reason });
  }
  return { added, refused };
}

/** One batch: one part of the file. `done` counts rows read, the refused ones too. */
export async function importBatch(tx: Tx, job: OpenJob): Promise<JobStep> {
  const part = await takePart(tx, job.id);
  if (!part) return { did: 0, next: "finished" };
  const { campaignId } = job.params as Params;
  const { added, refused } = await addRows(tx, campaignId, part.rows);
  await saveRejections(tx, job.id, refused);
  return { did: added + refused.length, rejected: refused.length, next: "more" };
}

/** The rows of the file in parts, its head left away. Throws what the parser throws. */
async function* partsOf(bytes: Uint8Array): AsyncGenerator<CodePart> {
  async function* slices() {
    for (let at = 0; at < bytes.byteLength; at += SLICE) {
      yield bytes.subarray(at, at + SLICE);
      // whoever else this process serves has a turn
      await new Promise(setImmediate);
    }
  }
  const parser = Readable.from(slices(), { objectMode: false }).pipe(
    parse({ bom: true, info: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true }),
  );
  let rows: string[] = [];
  let firstRow = 0;
  let column: number | null = null;
  for await (const { record, info } of parser as AsyncIterable<{
    record: string[];
    info: { lines: number };
  }>) {
    if (column === null) {
      const headed = codeColumn(record);
      column = headed ?? 0;
      if (headed !== null) continue;
    }
    if (rows.length === 0) firstRow = info.lines;
    rows.push(toRow(info.lines, (record[column] ?? "").slice(0, LONGEST_CELL).replaceAll("\0", "\ufffd")));
    if (rows.length === AT_ONCE) {
      yield { rows, firstRow };
      rows = [];
    }
  }
  if (rows.length > 0) yield { rows, firstRow };
}

function wrongFile(detail: string) {
  return refuse("invalid_request", `The file ${detail}.`, [{ pointer: "#", detail }]);
}

/** Takes everything back: a refusal inside the transaction. */
class Refused extends Error {
  constructor(readonly refusal: ReturnType<typeof wrongFile>) {
    super("refused");
  }
}

/**
 * Adds the codes of a CSV file to a campaign, as a job: the column headed `code`, else the first. Row by row, what is no
 * code or is taken is refused with its reason, and the rest is added. `not_found`, `code_is_shared`,
 * `invalid_transition` when the campaign is over, `invalid_request` for a file without rows or with too many.
 */
export async function importCodes(actor: Actor, key: string, bytes: Uint8Array): Promise<Result<Job>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  try {
    const started = await db().$transaction(
      async (tx): Promise<Result<string>> => {
        const campaign = await campaignForCodes(tx, key);
        if (!campaign.ok) return campaign;
        const params: Params = { campaignId: campaign.value.id };
        const by = stampOf(actor);
        const id = await startJob(tx, { kind: IMPORT_KIND, campaign: key, params, total: 0, by });
        let [nth, total] = [0, 0];
        for await (const part of partsOf(bytes)) {
          total += part.rows.length;
          if (total > MOST_ROWS)
            throw new Refused(wrongFile("has more than 1,000,000 rows; send it in parts"));
          await savePart(tx, id, nth, part);
          nth += 1;
        }
        if (total === 0) throw new Refused(wrongFile("has no codes; send one a line"));
        await setTotal(tx, id, total);
        await recordAudit(tx, actor, {
          action: "codes.imported",
          target: { kind: "campaign", id: key },
          after: { rows: total, job: id },
        });
        return ok(id);
      },
      { maxWait: 5_000, timeout: 60_000 },
    );
    return started.ok ? ok(await startedJob(started.value)) : started;
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    if (error instanceof CsvError) return wrongFile(`is not CSV: ${error.message}`);
    throw error;
  }
}
