-- What finance set, from a month on until a later month of its own. Rows are only ever added: the latest row of the
-- latest effective month holds, and the others are the history.
CREATE TABLE "monthly_budget" (
    "id" SERIAL NOT NULL,
    "effective_month" DATE NOT NULL,
    "budget_micros" BIGINT,
    "user_target_micros" BIGINT,
    "currency" TEXT NOT NULL,
    "reason" TEXT,
    "set_by_kind" TEXT NOT NULL,
    "set_by_id" TEXT NOT NULL,
    "set_by_name" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "monthly_budget_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "monthly_budget_first_day" CHECK (extract(day FROM effective_month) = 1),
    CONSTRAINT "monthly_budget_amounts" CHECK (
      (budget_micros IS NULL OR budget_micros > 0) AND (user_target_micros IS NULL OR user_target_micros > 0))
);
CREATE INDEX "monthly_budget_effective_month_idx" ON "monthly_budget"("effective_month");
