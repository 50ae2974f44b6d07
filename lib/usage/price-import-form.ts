import { z } from "zod";
import { type ApplyPriceImportInput, applyPriceImportInput } from "./price-import";

/** The form of a review: the names of the ticked models, one a line (no name has a line end). */
export const applyPriceImportForm = z
  .record(z.string(), z.unknown())
  .transform(({ id, models }): { id: number; given: ApplyPriceImportInput } => ({
    id: Number(id),
    given: { models: typeof models === "string" ? models.split(/\r?\n/).filter((one) => one !== "") : [] },
  }))
  .pipe(
    z.strictObject({
      id: z.int("must be a number").min(1, "must be 1 or more").max(999_999_999, "must be smaller"),
      given: applyPriceImportInput,
    }),
  );
