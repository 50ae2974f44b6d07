-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target_kind" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "reason" TEXT,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "status" TEXT NOT NULL DEFAULT 'draft',
    "issuance" TEXT NOT NULL DEFAULT 'on',
    "redemption" TEXT NOT NULL DEFAULT 'on',
    "discount_kind" TEXT NOT NULL,
    "discount_value" BIGINT NOT NULL,
    "discount_currency" TEXT,
    "discount_max_amount" BIGINT,
    "limit_coupons" BIGINT,
    "limit_per_subject" INTEGER,
    "limit_discount" BIGINT,
    "coupon_valid_hours" INTEGER,
    "code_prefix" TEXT NOT NULL DEFAULT '',
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "time_zone" TEXT,
    "issued" BIGINT NOT NULL DEFAULT 0,
    "redeemed" BIGINT NOT NULL DEFAULT 0,
    "discount_spent" BIGINT NOT NULL DEFAULT 0,
    "discount_open" BIGINT NOT NULL DEFAULT 0,
    "first_live_at" TIMESTAMPTZ(3),
    "launched_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "archived_at" TIMESTAMPTZ(3),
    "paused_at" TIMESTAMPTZ(3),
    "paused_by_kind" TEXT,
    "paused_by_id" TEXT,
    "paused_by_name" TEXT,
    "pause_reason" TEXT,
    "pause_message" TEXT,
    "resume_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "coupon" (
    "id" UUID NOT NULL,
    "campaign_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'issued',
    "discount_held" BIGINT NOT NULL DEFAULT 0,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "redeemed_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "coupon_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "coupon_subject" (
    "campaign_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "issued" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "coupon_subject_pkey" PRIMARY KEY ("campaign_id","subject")
);

-- CreateTable
CREATE TABLE "redemption" (
    "id" UUID NOT NULL,
    "coupon_id" UUID NOT NULL,
    "campaign_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "order_id" TEXT,
    "amount" BIGINT,
    "currency" TEXT,
    "discount_amount" BIGINT,
    "redeemed_at" TIMESTAMPTZ(3) NOT NULL,
    "rolled_back_at" TIMESTAMPTZ(3),

    CONSTRAINT "redemption_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "password_hash" TEXT,
    "session_epoch" INTEGER NOT NULL DEFAULT 1,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT[],
    "allowed_origins" TEXT[],
    "public_id" TEXT NOT NULL,
    "stream_token" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change_version" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" BIGINT NOT NULL DEFAULT 0,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "change_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_record" (
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "response" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_record_pkey" PRIMARY KEY ("scope","key")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "promotion_switch" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "issuance" TEXT NOT NULL DEFAULT 'on',
    "redemption" TEXT NOT NULL DEFAULT 'on',
    "reason" TEXT,
    "message" TEXT,
    "resume_at" TIMESTAMPTZ(3),
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_by_kind" TEXT NOT NULL DEFAULT 'system',
    "changed_by_id" TEXT NOT NULL DEFAULT 'start',
    "changed_by_name" TEXT NOT NULL DEFAULT 'Sluice',
    "version" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "promotion_switch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pause" (
    "id" UUID NOT NULL,
    "campaign_id" UUID,
    "version" BIGINT NOT NULL,
    "paused_at" TIMESTAMPTZ(3) NOT NULL,
    "paused_by_kind" TEXT NOT NULL,
    "paused_by_id" TEXT NOT NULL,
    "paused_by_name" TEXT NOT NULL,
    "reason" TEXT,
    "message" TEXT,
    "resume_at" TIMESTAMPTZ(3),
    "redemption" TEXT NOT NULL DEFAULT 'on',
    "extended_days" INTEGER NOT NULL DEFAULT 0,
    "last_coupon_id" UUID,
    "last_coupon_at" TIMESTAMPTZ(3),
    "resumed_at" TIMESTAMPTZ(3),
    "resumed_by_kind" TEXT,
    "resumed_by_id" TEXT,
    "resumed_by_name" TEXT,
    "resume_reason" TEXT,

    CONSTRAINT "pause_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "flag_delivery" (
    "lane_id" TEXT NOT NULL,
    "version" BIGINT NOT NULL,
    "connected" INTEGER NOT NULL,
    "seen" INTEGER NOT NULL,
    "slowest_ms" INTEGER,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "flag_delivery_pkey" PRIMARY KEY ("lane_id","version")
);

-- CreateTable
CREATE TABLE "usage_event" (
    "id" BIGSERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'inference',
    "at" TIMESTAMPTZ(6) NOT NULL,
    "subject" TEXT,
    "model" TEXT,
    "provider" TEXT,
    "region" TEXT,
    "campaign" TEXT,
    "input_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "cached_input_tokens" BIGINT NOT NULL DEFAULT 0,
    "reasoning_tokens" BIGINT NOT NULL DEFAULT 0,
    "gpu_seconds" DECIMAL(20,6) NOT NULL DEFAULT 0,
    "cost_micros" BIGINT,
    "price_id" UUID,
    "unconverted" BOOLEAN NOT NULL DEFAULT false,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_rollup" (
    "bucket_start" TIMESTAMPTZ(0) NOT NULL,
    "source" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "campaign" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "cached_input_tokens" BIGINT NOT NULL,
    "reasoning_tokens" BIGINT NOT NULL,
    "gpu_seconds" DECIMAL(20,6) NOT NULL,
    "cost_micros" BIGINT NOT NULL,
    "unpriced_requests" BIGINT NOT NULL,
    "unconverted_requests" BIGINT NOT NULL,

    CONSTRAINT "usage_rollup_pkey" PRIMARY KEY ("bucket_start","source","model","region","campaign")
);

-- CreateTable
CREATE TABLE "usage_presence" (
    "bucket_start" TIMESTAMPTZ(0) NOT NULL,
    "source" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "campaign" TEXT NOT NULL,
    "subject" TEXT NOT NULL,

    CONSTRAINT "usage_presence_pkey" PRIMARY KEY ("bucket_start","source","model","region","campaign","subject")
);

-- CreateTable
CREATE TABLE "price" (
    "id" UUID NOT NULL,
    "model" TEXT NOT NULL,
    "provider" TEXT,
    "region" TEXT,
    "source" TEXT,
    "currency" TEXT NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "effective_to" TIMESTAMPTZ(3),
    "input_per_million" DECIMAL(20,10),
    "output_per_million" DECIMAL(20,10),
    "cached_per_million" DECIMAL(20,10),
    "reasoning_per_million" DECIMAL(20,10),
    "per_gpu_second" DECIMAL(24,14),
    "reference" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "price_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "exchange_rate" (
    "currency" TEXT NOT NULL,
    "into" TEXT NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "rate" DECIMAL(24,12) NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "exchange_rate_pkey" PRIMARY KEY ("currency","into","effective_from")
);

-- CreateIndex
CREATE INDEX "audit_entry_at_id_idx" ON "audit_entry"("at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_target_kind_target_id_id_idx" ON "audit_entry"("target_kind", "target_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "campaign_key_key" ON "campaign"("key");

-- CreateIndex
CREATE INDEX "campaign_status_idx" ON "campaign"("status");

-- CreateIndex
CREATE INDEX "campaign_created_at_id_idx" ON "campaign"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "coupon_code_key" ON "coupon"("code");

-- CreateIndex
CREATE INDEX "coupon_campaign_id_issued_at_id_idx" ON "coupon"("campaign_id", "issued_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "coupon_campaign_id_subject_idx" ON "coupon"("campaign_id", "subject");

-- CreateIndex
CREATE INDEX "coupon_issued_at_idx" ON "coupon"("issued_at");

-- CreateIndex
CREATE INDEX "redemption_coupon_id_idx" ON "redemption"("coupon_id");

-- CreateIndex
CREATE INDEX "redemption_campaign_id_redeemed_at_idx" ON "redemption"("campaign_id", "redeemed_at");

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_public_id_key" ON "api_key"("public_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_stream_token_key" ON "api_key"("stream_token");

-- CreateIndex
CREATE INDEX "idempotency_record_created_at_idx" ON "idempotency_record"("created_at");

-- CreateIndex
CREATE INDEX "pause_paused_at_idx" ON "pause"("paused_at");

-- CreateIndex
CREATE INDEX "usage_event_at_idx" ON "usage_event"("at");

-- CreateIndex
CREATE UNIQUE INDEX "usage_event_source_event_id_key" ON "usage_event"("source", "event_id");

-- CreateIndex
CREATE INDEX "usage_presence_subject_bucket_start_idx" ON "usage_presence"("subject", "bucket_start");

-- CreateIndex
CREATE INDEX "price_model_effective_from_idx" ON "price"("model", "effective_from");

-- AddForeignKey
ALTER TABLE "coupon" ADD CONSTRAINT "coupon_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "redemption" ADD CONSTRAINT "redemption_coupon_id_fkey" FOREIGN KEY ("coupon_id") REFERENCES "coupon"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "redemption" ADD CONSTRAINT "redemption_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- What Prisma's schema cannot say -------------------------------------------------------------------------

INSERT INTO change_version (id, version) VALUES (1, 1);
INSERT INTO promotion_switch (id, version) VALUES (1, 1);

ALTER TABLE change_version ADD CONSTRAINT change_version_one_row CHECK (id = 1);
ALTER TABLE promotion_switch
  ADD CONSTRAINT promotion_switch_one_row CHECK (id = 1),
  ADD CONSTRAINT promotion_switch_issuance CHECK (issuance IN ('on', 'paused')),
  ADD CONSTRAINT promotion_switch_redemption CHECK (redemption IN ('on', 'paused'));

ALTER TABLE person ADD CONSTRAINT person_role CHECK (role IN ('growth', 'finance', 'executive', 'admin'));

ALTER TABLE campaign
  ADD CONSTRAINT campaign_key_form CHECK (key ~ '^[a-z0-9-]{3,60}$'),
  ADD CONSTRAINT campaign_status CHECK (status IN ('draft', 'scheduled', 'active', 'paused', 'ended', 'archived')),
  ADD CONSTRAINT campaign_issuance CHECK (issuance IN ('on', 'paused')),
  ADD CONSTRAINT campaign_redemption CHECK (redemption IN ('on', 'paused')),
  ADD CONSTRAINT campaign_discount_kind
    CHECK (discount_kind IN ('percent_off', 'amount_off', 'fixed_price', 'free_tokens', 'free_days')),
  ADD CONSTRAINT campaign_counts CHECK (issued >= 0 AND redeemed >= 0 AND redeemed <= issued),
  ADD CONSTRAINT campaign_discounts CHECK (discount_spent >= 0 AND discount_open >= 0),
  -- the second walls behind the guarded statement of lib/coupons
  ADD CONSTRAINT campaign_never_over_limit CHECK (limit_coupons IS NULL OR issued <= limit_coupons),
  ADD CONSTRAINT campaign_never_over_budget
    CHECK (limit_discount IS NULL OR discount_spent + discount_open <= limit_discount);

ALTER TABLE coupon
  ADD CONSTRAINT coupon_status CHECK (status IN ('available', 'issued', 'held', 'redeemed', 'expired', 'revoked'));
-- One redemption of a coupon stands at a time, whatever the callers do.
CREATE UNIQUE INDEX redemption_one_standing ON redemption (coupon_id) WHERE rolled_back_at IS NULL;
CREATE INDEX pause_open ON pause (campaign_id) WHERE resumed_at IS NULL;

ALTER TABLE usage_event
  ADD CONSTRAINT usage_event_kind CHECK (kind IN ('inference', 'signup')),
  ADD CONSTRAINT usage_event_tokens CHECK (
    input_tokens >= 0 AND output_tokens >= 0 AND cached_input_tokens BETWEEN 0 AND input_tokens
    AND reasoning_tokens BETWEEN 0 AND output_tokens AND gpu_seconds >= 0);

-- The audit is append only, for everybody.
CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit is append only';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_entry_is_append_only();
