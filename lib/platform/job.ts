import "server-only";

export const jobStatuses = ["queued", "running", "done", "failed", "cancelled"] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** Who started it: structurally auth's stamp. */
export type JobStarter = { kind: string; id: string; name: string };

/** A job as its batches see it. */
export type OpenJob = {
  id: string;
  /** Order of creation. */
  seq: bigint;
  kind: string;
  /** Key of the campaign that it is about. */
  campaign: string | null;
  params: unknown;
  /** What the last batch left as its place; null before the first. */
  place: unknown;
  done: number;
  total: number;
  by: JobStarter;
};

/** What one batch did. It is committed together with the batch's own writes. */
export type JobStep = {
  /** Added to `done`. */
  did: number;
  /** Added to the rows refused. */
  rejected?: number;
  /** Where the next batch goes on. */
  place?: unknown;
  /** A better idea of the whole than at the beginning. */
  total?: number;
  /** more: again at once; waiting: nothing to do until something else is done; finished: that was all. */
  next: "more" | "waiting" | "finished";
};

/** A failure that trying again will not mend; its sentence is shown to whoever started the job. */
export class JobFailure extends Error {}
