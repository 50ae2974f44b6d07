import "server-only";
import type { JobKinds } from "../../platform/jobs";
import { IMPORT_KIND, importBatch } from "./import-codes";
import { MAKE_KIND, makeBatch } from "./make-codes";
import { REVOKE_KIND, revokeBatch } from "./revoke-coupons";

/** What coupons know to do as jobs. */
export const couponJobs: JobKinds = {
  [MAKE_KIND]: makeBatch,
  [IMPORT_KIND]: importBatch,
  [REVOKE_KIND]: revokeBatch,
};
