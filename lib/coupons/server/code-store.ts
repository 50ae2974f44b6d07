import "server-only";
import type { Tx } from "../../platform/db";
import { newId } from "./new-id";

// codes are of A–Z, 0–9 and dashes: nothing to escape
const literal = (values: readonly string[]) => `{${values.map((value) => `"${value}"`).join(",")}}`;

/** Adds codes in wait to a campaign, in the batch's own transaction. `taken`: those that a coupon has or had. */
export async function addCodes(
  tx: Tx,
  campaignId: string,
  codes: readonly string[],
): Promise<{ added: number; taken: string[] }> {
  const ids = literal(codes.map(newId));
  const [row] = await tx.$queryRaw<{ added: bigint; taken: string[] }[]>`
    SELECT added, taken FROM add_codes(${campaignId}::uuid, ${ids}::uuid[], ${literal(codes)}::text[])`;
  if (!row) throw new Error("add_codes gave no answer");
  return { added: Number(row.added), taken: row.taken };
}

/** Which of these codes (as they are shown) wait or are issued in this campaign itself. */
export async function ofThisCampaign(tx: Tx, campaignId: string, codes: string[]): Promise<Set<string>> {
  const plain = codes.map((code) => code.replaceAll("-", ""));
  const rows = await tx.$queryRaw<{ plain: string }[]>`
    SELECT translate(code, '- ', '') AS plain FROM coupon
    WHERE campaign_id = ${campaignId}::uuid AND translate(code, '- ', '') = ANY (${plain})`;
  const found = new Set(rows.map((row) => row.plain));
  return new Set(codes.filter((code) => found.has(code.replaceAll("-", ""))));
}

export type CodePart = { rows: string[]; firstRow: number };

/** Keeps a part of an import until a batch works it off. */
export async function savePart(tx: Tx, jobId: string, nth: number, part: CodePart): Promise<void> {
  await tx.jobPart.create({ data: { jobId, nth, firstRow: BigInt(part.firstRow), rows: part.rows } });
}

/** The next part of an import; it is gone with the batch that took it. null: that was all. */
export async function takePart(tx: Tx, jobId: string): Promise<CodePart | null> {
  const [row] = await tx.$queryRaw<{ rows: string[]; first_row: bigint }[]>`
    DELETE FROM job_part WHERE job_id = ${jobId}::uuid
      AND nth = (SELECT min(nth) FROM job_part WHERE job_id = ${jobId}::uuid)
    RETURNING rows, first_row`;
  return row ? { rows: row.rows, firstRow: Number(row.first_row) } : null;
}

export type Rejection = { row: number; value: string; reason: string };

export async function saveRejections(tx: Tx, jobId: string, rejections: Rejection[]): Promise<void> {
  if (rejections.length === 0) return;
  await tx.jobRejection.createMany({
    data: rejections.map(({ row, value, reason }) => ({ jobId, row: BigInt(row), value, reason })),
    skipDuplicates: true,
  });
}
