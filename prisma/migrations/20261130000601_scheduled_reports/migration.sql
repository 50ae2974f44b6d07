-- Reports of costs that go out by e-mail, and each time one did or failed to.
CREATE TABLE "cost_report" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "cadence" TEXT NOT NULL,
    "day" INTEGER NOT NULL,
    "hour" INTEGER NOT NULL,
    "recipients" TEXT[] NOT NULL,
    "range_days" INTEGER NOT NULL,
    "source" TEXT NOT NULL DEFAULT '',
    "group_by" TEXT NOT NULL,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "next_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_sent_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cost_report_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "cost_report_when" CHECK (
      ("cadence" = 'week' AND "day" BETWEEN 1 AND 7) OR ("cadence" = 'month' AND "day" BETWEEN 1 AND 28)),
    CONSTRAINT "cost_report_hour" CHECK ("hour" BETWEEN 0 AND 23),
    CONSTRAINT "cost_report_recipients" CHECK (cardinality("recipients") BETWEEN 1 AND 20)
);
CREATE INDEX "cost_report_next_at_idx" ON "cost_report"("next_at");

CREATE TABLE "cost_report_run" (
    "id" BIGSERIAL NOT NULL,
    "report_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "attempt" INTEGER NOT NULL,
    "error" TEXT,

    CONSTRAINT "cost_report_run_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "cost_report_run_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "cost_report"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "cost_report_run_report_id_id_idx" ON "cost_report_run"("report_id", "id");
