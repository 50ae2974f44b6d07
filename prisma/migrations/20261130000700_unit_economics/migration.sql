-- What each user asked and cost on a day of some zone, under one filter (lib/decisions/0106): made from usage_event when
-- the page of unit economics needs it, and of no consequence for what it says. Users are numbers (usage_subject.id), in
-- the order of the numbers; the three lists go together, and a cost of -1 is not known.
CREATE TABLE "usage_user_day" (
    "scope" TEXT COLLATE "C" NOT NULL,
    "from_at" TIMESTAMPTZ(0) NOT NULL,
    "to_at" TIMESTAMPTZ(0) NOT NULL,
    "late_version" BIGINT NOT NULL,
    "subject_ids" INTEGER[],
    "requests" BIGINT[],
    "cost_micros" BIGINT[],
    "unpriced_requests" BIGINT NOT NULL,
    "nameless_micros" DECIMAL(38,0) NOT NULL,
    "used_on" DATE NOT NULL DEFAULT CURRENT_DATE,

    CONSTRAINT "usage_user_day_pkey" PRIMARY KEY ("scope", "from_at", "to_at")
);
-- lists of numbers hardly compress; reading them is what must be quick
ALTER TABLE "usage_user_day" ALTER COLUMN "subject_ids" SET STORAGE EXTERNAL,
  ALTER COLUMN "requests" SET STORAGE EXTERNAL, ALTER COLUMN "cost_micros" SET STORAGE EXTERNAL;
CREATE INDEX "usage_user_day_used_on_idx" ON "usage_user_day"("used_on");

-- What an active user brings in on a day, from a month on until a later month of its own; '' = for all campaigns that
-- have none of their own. Rows are only ever added, as those of monthly_budget.
CREATE TABLE "user_revenue" (
    "id" SERIAL NOT NULL,
    "campaign" TEXT NOT NULL DEFAULT '',
    "effective_month" DATE NOT NULL,
    "revenue_micros" BIGINT,
    "currency" TEXT NOT NULL,
    "reason" TEXT,
    "set_by_kind" TEXT NOT NULL,
    "set_by_id" TEXT NOT NULL,
    "set_by_name" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_revenue_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "user_revenue_first_day" CHECK (extract(day FROM effective_month) = 1),
    CONSTRAINT "user_revenue_amount" CHECK (revenue_micros IS NULL OR revenue_micros > 0)
);
CREATE INDEX "user_revenue_campaign_effective_month_idx" ON "user_revenue"("campaign", "effective_month");
