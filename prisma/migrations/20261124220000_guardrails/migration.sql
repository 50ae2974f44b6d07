-- CreateTable
CREATE TABLE "guardrail" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "limit_value" BIGINT NOT NULL,
    "action" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "tripped" BOOLEAN NOT NULL DEFAULT false,
    "tripped_at" TIMESTAMPTZ(3),
    "tripped_reading" BIGINT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "guardrail_pkey" PRIMARY KEY ("id")
);

ALTER TABLE guardrail
  ADD CONSTRAINT guardrail_metric CHECK (metric IN ('spend_last_hour', 'spend_today', 'coupons_last_minute')),
  ADD CONSTRAINT guardrail_action CHECK (action IN ('warn', 'pause')),
  ADD CONSTRAINT guardrail_limit CHECK (limit_value > 0);
