-- Rehearsals of the switch: a test flag is turned off where the product's own canary reads it, and how long that took.
CREATE TABLE "drill" (
    "id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "asked_by_kind" TEXT NOT NULL,
    "asked_by_id" TEXT NOT NULL,
    "asked_by_name" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'running',
    "flag_on" BOOLEAN NOT NULL DEFAULT true,
    "lanes" JSONB NOT NULL DEFAULT '[]',
    "error" TEXT,

    CONSTRAINT "drill_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "drill" ADD CONSTRAINT "drill_status_known" CHECK ("status" IN ('running', 'passed', 'failed'));
CREATE INDEX "drill_started_at_idx" ON "drill"("started_at");
-- One at a time, however many processes find it due.
CREATE UNIQUE INDEX "drill_one_running" ON "drill" (("status")) WHERE "status" = 'running';
