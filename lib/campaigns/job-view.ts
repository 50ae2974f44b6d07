import { z } from "zod";

export const jobStatuses = ["queued", "running", "done", "failed", "cancelled"] as const;
export const jobKinds = [
  "make_codes",
  "import_codes",
  "revoke_coupons",
  "extend_expiry",
  "check_usage",
  "import_usage",
] as const;
export type JobKind = (typeof jobKinds)[number];

/** A job as it goes over the wire. `total` of a revocation, an extension or a usage file is a good guess until it is done. */
export const jobSchema = z.object({
  id: z.uuid(),
  kind: z.enum(jobKinds),
  status: z.enum(jobStatuses),
  campaign: z.string().optional(),
  done: z.int(),
  total: z.int(),
  /** Rows of an import that were refused; GET …/rejections says why. */
  rejected: z.int().optional(),
  ratePerSecond: z.number().optional(),
  error: z.string().optional(),
  startedBy: z.string(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
});
export type Job = z.infer<typeof jobSchema>;

export const jobRejectionSchema = z.object({ row: z.int(), value: z.string(), reason: z.string() });
export type JobRejection = z.infer<typeof jobRejectionSchema>;

/** Whether anything is still to come of it. */
export function isOpen({ status }: Pick<Job, "status">): boolean {
  return status === "queued" || status === "running";
}
