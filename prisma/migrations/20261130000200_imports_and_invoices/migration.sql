-- A usage file that came over the web. Its bytes wait here, in pieces, so that the worker of whichever machine can read
-- them (lib/decisions/0101); they go when they are no longer needed, after a day at the latest.
CREATE TABLE "usage_import" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "file_name" TEXT NOT NULL,
    "options" JSONB NOT NULL,
    "format" TEXT,
    "columns" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "sha256" TEXT,
    "bytes_kept" BOOLEAN NOT NULL DEFAULT true,
    "check_job_id" UUID,
    "check_summary" JSONB,
    "job_id" UUID,
    "summary" JSONB,
    "by_kind" TEXT NOT NULL,
    "by_id" TEXT NOT NULL,
    "by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "uploaded_at" TIMESTAMPTZ(3),

    CONSTRAINT "usage_import_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "usage_import_seq_key" ON "usage_import"("seq");

CREATE TABLE "usage_import_piece" (
    "import_id" UUID NOT NULL,
    "nth" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "usage_import_piece_pkey" PRIMARY KEY ("import_id","nth")
);
ALTER TABLE "usage_import_piece" ADD CONSTRAINT "usage_import_piece_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "usage_import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A row of a usage file may hold several events, so several may be refused of it; `cells` are the row as it stood.
ALTER TABLE "job_rejection" ADD COLUMN "nth" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "job_rejection" ADD COLUMN "code" TEXT;
ALTER TABLE "job_rejection" ADD COLUMN "cells" TEXT[] DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "job_rejection" DROP CONSTRAINT "job_rejection_pkey";
ALTER TABLE "job_rejection" ADD CONSTRAINT "job_rejection_pkey" PRIMARY KEY ("job_id","row","nth");

-- What providers charge, line by line. `provider_key` is the provider in lower case: providers are matched by it.
CREATE TABLE "invoice_line" (
    "id" SERIAL NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_key" TEXT NOT NULL,
    "invoice" TEXT NOT NULL,
    "line" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "model" TEXT NOT NULL DEFAULT '',
    "description" TEXT NOT NULL DEFAULT '',
    "amount_micros" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "added_by" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invoice_line_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "invoice_line_number" ON "invoice_line"("provider_key", "invoice", "line");
CREATE INDEX "invoice_line_period_idx" ON "invoice_line"("period");

-- What a month showed beside its invoices when it was closed.
ALTER TABLE "closed_period" ADD COLUMN "reconciliation" JSONB;

-- What Prisma's schema cannot say -------------------------------------------------------------------------

ALTER TABLE usage_import ADD CONSTRAINT usage_import_bytes CHECK (bytes >= 0);
ALTER TABLE invoice_line ADD CONSTRAINT invoice_line_month CHECK (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$');
CREATE INDEX usage_import_kept ON usage_import (created_at) WHERE bytes_kept;
