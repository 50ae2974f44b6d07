-- A month that a person closed. Its figures do not move any more: what comes later is booked at the first open instant
-- after it. Reopening deletes the row; the audit keeps both.
CREATE TABLE "closed_period" (
    "period" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3) NOT NULL,
    "time_zone" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "cost_micros" DECIMAL(38,0) NOT NULL,
    "unpriced_requests" BIGINT NOT NULL,
    "unconverted_requests" BIGINT NOT NULL,
    "rows" INTEGER NOT NULL,
    "invoice_micros" BIGINT,
    "currency" TEXT NOT NULL,
    "reason" TEXT,
    "closed_by" TEXT NOT NULL,
    "closed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "closed_period_pkey" PRIMARY KEY ("period"),
    CONSTRAINT "closed_period_month" CHECK (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$' AND to_at > from_at)
);

-- Corrections: rows booked elsewhere than they happened. Those that only settle a cost count no request, and may lower it.
ALTER TABLE "usage_event" ADD COLUMN "occurred_at" TIMESTAMPTZ(6);
-- The cost of this row stands in a correction of a later period.
ALTER TABLE "usage_event" ADD COLUMN "corrected" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "usage_event_corrections" ON "usage_event"("at") WHERE occurred_at IS NOT NULL;
ALTER TABLE "usage_event" DROP CONSTRAINT "usage_event_cost";
ALTER TABLE "usage_event" ADD CONSTRAINT "usage_event_cost" CHECK (
  (cost_micros IS NULL OR cost_micros >= 0 OR occurred_at IS NOT NULL)
  AND (given_micros IS NULL) = (given_currency IS NULL));
ALTER TABLE "usage_rollup" DROP CONSTRAINT "usage_rollup_figures";
ALTER TABLE "usage_rollup" ADD CONSTRAINT "usage_rollup_figures" CHECK (
  unpriced_requests >= 0 AND unconverted_requests >= 0
  AND unpriced_requests + unconverted_requests <= requests);
