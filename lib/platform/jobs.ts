import "server-only";
import { db, type Tx } from "./db";
import { JobFailure, type JobStep, type OpenJob } from "./job";
import { listOpenJobs } from "./job-queries";
import { saveFailure, saveStep, takeJob } from "./job-store";
import { log } from "./log";
import { isOutage } from "./outage";

/** One batch of a job, by its kind: a fraction of a second of work in one transaction. */
export type JobKinds = Record<string, (tx: Tx, job: OpenJob) => Promise<JobStep>>;

/** Batches that may fail one after the other before the job is given up. */
const MOST_FAILURES = 10;
const patience = { maxWait: 5_000, timeout: 30_000 };

export type Stepped = "more" | "waiting" | "over";

/**
 * Does one batch: takes the job's row, works, writes how far it came, all in one transaction. A process that dies takes
 * its batch along and nothing else; the next one goes on from the same place. `over`: finished, stopped, or another
 * process is at it.
 */
export async function stepJob(id: string, kinds: JobKinds): Promise<Stepped> {
  try {
    return await db().$transaction(async (tx): Promise<Stepped> => {
      const job = await takeJob(tx, id);
      const work = job && kinds[job.kind];
      if (!job || !work) return "over";
      const began = performance.now();
      const step = await work(tx, job);
      if (step.next === "waiting" && step.did === 0) return "waiting";
      await saveStep(tx, job, step, performance.now() - began);
      return step.next === "finished" ? "over" : step.next;
    }, patience);
  } catch (error) {
    if (isOutage(error)) throw error;
    const forGood = error instanceof JobFailure;
    if (!forGood) log.error({ job: id, error }, "a batch of a job failed");
    const told = forGood
      ? error.message
      : "Something went wrong on our side. What was done stays; start it again.";
    await db().$transaction((tx) => saveFailure(tx, id, { error: told, forGood, most: MOST_FAILURES }));
    return forGood ? "over" : "waiting";
  }
}

/** Batch after batch until the job is over, has to wait, or `forMs` have passed: for whoever can wait for a short one. */
export async function driveJob(id: string, kinds: JobKinds, forMs: number): Promise<void> {
  const until = performance.now() + forMs;
  do {
    if ((await stepJob(id, kinds)) !== "more") return;
  } while (performance.now() < until);
}

/** New jobs are looked for so often while others are under way. */
const LOOK_MS = 500;

/**
 * The worker's share: a batch of each open job in turn, so that a long one never keeps a short one waiting, for about
 * `forMs`. Any number of workers may do so at once. Returns how many batches were done.
 */
export async function workJobs(kinds: JobKinds, forMs: number): Promise<number> {
  const until = performance.now() + forMs;
  let batches = 0;
  for (;;) {
    const looked = performance.now();
    let open = await listOpenJobs(Object.keys(kinds));
    while (open.length > 0 && performance.now() < looked + LOOK_MS) {
      const more: string[] = [];
      for (const id of open) {
        if ((await stepJob(id, kinds)) !== "more") continue;
        batches += 1;
        more.push(id);
      }
      open = more;
    }
    // nothing is left, or only what waits for something else
    if (open.length === 0 || performance.now() >= until) return batches;
  }
}
