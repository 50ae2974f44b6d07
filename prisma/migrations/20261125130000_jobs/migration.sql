-- Long work that survives a crash: a row a job, worked off in batches of one transaction each, so that what was done and
-- how far it came are committed together (lib/platform/jobs.ts, lib/decisions/0040).
CREATE TABLE "job" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "campaign" TEXT,
    "params" JSONB NOT NULL,
    "place" JSONB,
    "done" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT NOT NULL DEFAULT 0,
    "rejected" BIGINT NOT NULL DEFAULT 0,
    "working_ms" BIGINT NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "by_kind" TEXT NOT NULL,
    "by_id" TEXT NOT NULL,
    "by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "job_seq_key" ON "job"("seq");
CREATE INDEX "job_campaign_seq_idx" ON "job"("campaign", "seq" DESC);

-- What an import brings, in parts that are each worked off in one batch and then deleted.
CREATE TABLE "job_part" (
    "job_id" UUID NOT NULL,
    "nth" INTEGER NOT NULL,
    "first_row" BIGINT NOT NULL,
    "rows" TEXT[],

    CONSTRAINT "job_part_pkey" PRIMARY KEY ("job_id","nth")
);

-- Rows that an import refused, and why.
CREATE TABLE "job_rejection" (
    "job_id" UUID NOT NULL,
    "row" BIGINT NOT NULL,
    "value" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "job_rejection_pkey" PRIMARY KEY ("job_id","row")
);
ALTER TABLE "job_part" ADD CONSTRAINT "job_part_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "job_rejection" ADD CONSTRAINT "job_rejection_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say -------------------------------------------------------------------------

ALTER TABLE job
  ADD CONSTRAINT job_status CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  ADD CONSTRAINT job_counts CHECK (done >= 0 AND total >= 0 AND rejected >= 0);
CREATE INDEX job_open ON job (seq) WHERE status IN ('queued', 'running');
