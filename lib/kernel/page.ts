import { z } from "zod";

/** Most rows of one page of a list. */
export const MOST_ROWS_A_PAGE = 100;

/** What the query of every list takes: how many rows, and where the last page ended (see cursor.ts). */
export const pageFields = {
  limit: z.coerce
    .number("must be a number")
    .int("must be whole")
    .min(1, "must be 1 or more")
    .max(MOST_ROWS_A_PAGE, `may be at most ${MOST_ROWS_A_PAGE}`)
    .optional(),
  cursor: z.string().max(2000, "is too long").optional(),
};
