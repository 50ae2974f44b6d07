-- Pricing a month again by the prices as they stand at the proposal: counted first, approved by a second person, then
-- carried out batch by batch. Survives a crash: the cursor moves in the transaction of its batch.
CREATE TABLE "rerating" (
    "id" SERIAL NOT NULL,
    "period" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'counting',
    "reason" TEXT,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3) NOT NULL,
    "last_price_id" INTEGER NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "proposed_by_kind" TEXT NOT NULL,
    "proposed_by_id" TEXT NOT NULL,
    "proposed_by_name" TEXT NOT NULL,
    "approved_at" TIMESTAMPTZ(3),
    "approved_by_kind" TEXT,
    "approved_by_id" TEXT,
    "approved_by_name" TEXT,
    "after_at" TIMESTAMPTZ(6),
    "after_id" BIGINT NOT NULL DEFAULT 0,
    "seen_rows" BIGINT NOT NULL DEFAULT 0,
    "models" JSONB NOT NULL DEFAULT '{}',
    "corrected_rows" BIGINT NOT NULL DEFAULT 0,
    "corrected_micros" DECIMAL(38,0) NOT NULL DEFAULT 0,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "rerating_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "rerating_status" CHECK (status IN ('counting', 'proposed', 'running', 'done', 'withdrawn')),
    CONSTRAINT "rerating_second_person" CHECK (approved_by_id IS NULL
      OR (approved_by_kind = 'person' AND approved_by_id <> proposed_by_id))
);
CREATE INDEX "rerating_under_way" ON "rerating"("id") WHERE status IN ('counting', 'running');
-- one at a time for each month
CREATE UNIQUE INDEX "rerating_open" ON "rerating"("period") WHERE status IN ('counting', 'proposed', 'running');

-- What the row costs with its corrections, where that differs from what it came in with.
ALTER TABLE "usage_event" ADD COLUMN "rated_micros" BIGINT;
