import "server-only";
import { db } from "./db";
import type { JobStatus } from "./job";

/** A job as it is shown. */
export type ShownJob = {
  id: string;
  kind: string;
  status: JobStatus;
  campaign: string | null;
  done: number;
  total: number;
  rejected: number;
  /** Of the time spent at it; null before it was begun. */
  ratePerSecond: number | null;
  error: string | null;
  by: { kind: string; id: string; name: string };
  createdAt: Date;
  finishedAt: Date | null;
  seq: bigint;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const select = {
  id: true,
  seq: true,
  kind: true,
  status: true,
  campaign: true,
  done: true,
  total: true,
  rejected: true,
  workingMs: true,
  error: true,
  byKind: true,
  byId: true,
  byName: true,
  createdAt: true,
  finishedAt: true,
} as const;

type Row = Awaited<ReturnType<typeof readRows>>[number];
function readRows(where: object, take: number) {
  return db().job.findMany({ where, orderBy: { seq: "desc" }, take, select });
}

function toShown({ byKind, byId, byName, workingMs, ...row }: Row): ShownJob {
  const done = Number(row.done);
  const seconds = Number(workingMs) / 1_000;
  return {
    ...row,
    status: row.status as JobStatus,
    done,
    total: Number(row.total),
    rejected: Number(row.rejected),
    ratePerSecond: seconds > 0 ? Math.round((done / seconds) * 10) / 10 : null,
    by: { kind: byKind, id: byId, name: byName },
  };
}

/** null when there is none. */
export async function findJob(id: string): Promise<ShownJob | null> {
  if (!uuid.test(id)) return null;
  const [row] = await readRows({ id }, 1);
  return row ? toShown(row) : null;
}

/** Several at once, by their id. */
export async function findJobsById(ids: string[]): Promise<Map<string, ShownJob>> {
  if (ids.length === 0) return new Map();
  return new Map((await readRows({ id: { in: ids } }, ids.length)).map((row) => [row.id, toShown(row)]));
}

export type JobFilter = { campaign?: string; kind?: string; status?: JobStatus };

/** The newest first, those made before `beforeSeq`. */
export async function findJobs(
  filter: JobFilter,
  { beforeSeq, take }: { beforeSeq?: bigint; take: number },
): Promise<ShownJob[]> {
  const where = { ...filter, ...(beforeSeq === undefined ? {} : { seq: { lt: beforeSeq } }) };
  return (await readRows(where, take)).map(toShown);
}

/** Ids of jobs that are not over, the oldest first. */
export async function listOpenJobs(kinds: string[]): Promise<string[]> {
  const rows = await db().job.findMany({
    where: { status: { in: ["queued", "running"] }, kind: { in: kinds } },
    orderBy: { seq: "asc" },
    select: { id: true },
    take: 1_000,
  });
  return rows.map(({ id }) => id);
}

export type ShownRejection = {
  row: number;
  nth: number;
  value: string;
  reason: string;
  code: string | null;
  cells: string[];
};

/** Refused rows of an import after one, in order. */
export async function listRejections(
  id: string,
  { afterRow, afterNth, take }: { afterRow: bigint; afterNth: number; take: number },
): Promise<ShownRejection[]> {
  const rows = await db().jobRejection.findMany({
    where: { jobId: id, OR: [{ row: { gt: afterRow } }, { row: afterRow, nth: { gt: afterNth } }] },
    orderBy: [{ row: "asc" }, { nth: "asc" }],
    take,
    select: { row: true, nth: true, value: true, reason: true, code: true, cells: true },
  });
  return rows.map((one) => ({ ...one, row: Number(one.row) }));
}
