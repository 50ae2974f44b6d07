-- What the inference of a campaign may cost, by month from a month on, or over its whole life. Rows are only ever added:
-- what was set last says which of the two holds.
CREATE TABLE "campaign_budget" (
    "id" SERIAL NOT NULL,
    "campaign_key" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "effective_month" DATE,
    "budget_micros" BIGINT,
    "currency" TEXT NOT NULL,
    "reason" TEXT,
    "set_by_kind" TEXT NOT NULL,
    "set_by_id" TEXT NOT NULL,
    "set_by_name" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "campaign_budget_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "campaign_budget_period" CHECK (
      ("period" = 'campaign' AND "effective_month" IS NULL)
      OR ("period" = 'month' AND extract(day FROM "effective_month") = 1)),
    CONSTRAINT "campaign_budget_amount" CHECK ("budget_micros" IS NULL OR "budget_micros" > 0)
);
CREATE INDEX "campaign_budget_campaign_key_id_idx" ON "campaign_budget"("campaign_key", "id");
