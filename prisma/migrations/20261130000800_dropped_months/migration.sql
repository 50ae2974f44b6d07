-- Months whose rows are gone (lib/decisions/0107): their sums and users stay as they were. Times of usage_event are of UTC.
CREATE TABLE "usage_dropped_month" (
    "month" TEXT NOT NULL,
    "rows" BIGINT NOT NULL,
    "kept_rows" BIGINT NOT NULL,
    "dropped_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_dropped_month_pkey" PRIMARY KEY ("month"),
    CONSTRAINT "usage_dropped_month_name" CHECK (month ~ '^20\d\d-(0[1-9]|1[0-2])$'),
    CONSTRAINT "usage_dropped_month_rows" CHECK (rows >= 0 AND kept_rows >= 0)
);
