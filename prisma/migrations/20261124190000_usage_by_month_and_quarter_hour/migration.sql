-- Usage as lib/decisions/0010 describes it. Nothing was recorded in the tables of the first migration yet.
DROP TABLE "usage_event";
DROP TABLE "usage_rollup";
DROP TABLE "usage_presence";
DROP TABLE "price";
DROP TABLE "exchange_rate";

-- What an event is about, once each. '' = none.
CREATE TABLE "usage_dimension" (
    "id" SERIAL NOT NULL,
    "source" TEXT COLLATE "C" NOT NULL,
    "model" TEXT COLLATE "C" NOT NULL,
    "provider" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "region" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "campaign" TEXT COLLATE "C" NOT NULL DEFAULT '',

    CONSTRAINT "usage_dimension_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "usage_dimension_source_model_provider_region_campaign_key"
  ON "usage_dimension"("source", "model", "provider", "region", "campaign");

-- Users as small numbers.
CREATE TABLE "usage_subject" (
    "id" SERIAL NOT NULL,
    "subject" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "usage_subject_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "usage_subject_subject_key" ON "usage_subject"("subject");

-- Every source + id that was ever counted, whatever its time, also after its month was dropped.
CREATE TABLE "usage_event_key" (
    "digest" UUID NOT NULL,

    CONSTRAINT "usage_event_key_pkey" PRIMARY KEY ("digest")
);

-- only tells events of one instant apart: each writer takes its numbers by the thousand
CREATE SEQUENCE "usage_event_id_seq" AS BIGINT CACHE 1000;
CREATE TABLE "usage_event" (
    "at" TIMESTAMPTZ(6) NOT NULL,
    "id" BIGINT NOT NULL DEFAULT nextval('usage_event_id_seq'),
    "dimension_id" INTEGER NOT NULL,
    "subject_id" INTEGER,
    "event_id" TEXT NOT NULL,
    "requests" INTEGER NOT NULL DEFAULT 1,
    "input_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "cached_input_tokens" BIGINT NOT NULL DEFAULT 0,
    "reasoning_tokens" BIGINT NOT NULL DEFAULT 0,
    "gpu_seconds" DECIMAL(20,9) NOT NULL DEFAULT 0,
    "cost_micros" BIGINT,
    "price_id" INTEGER,
    "given_micros" BIGINT,
    "given_currency" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_event_pkey" PRIMARY KEY ("at", "id"),
    CONSTRAINT "usage_event_figures" CHECK (
      requests >= 1 AND input_tokens >= 0 AND output_tokens >= 0 AND gpu_seconds >= 0
      AND cached_input_tokens BETWEEN 0 AND input_tokens AND reasoning_tokens BETWEEN 0 AND output_tokens),
    CONSTRAINT "usage_event_cost" CHECK (
      (cost_micros IS NULL OR cost_micros >= 0) AND (given_micros IS NULL) = (given_currency IS NULL))
) PARTITION BY RANGE ("at");
ALTER SEQUENCE "usage_event_id_seq" OWNED BY "usage_event"."id";
-- what a later price or rate settles, found without reading what is settled
CREATE INDEX "usage_event_unsettled" ON "usage_event"("dimension_id", "at", "id") WHERE cost_micros IS NULL;

-- Additive figures in buckets of fifteen minutes, written in the transaction of the events.
CREATE TABLE "usage_rollup" (
    "dimension_id" INTEGER NOT NULL,
    "bucket_start" TIMESTAMPTZ(0) NOT NULL,
    "requests" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "cached_input_tokens" BIGINT NOT NULL,
    "reasoning_tokens" BIGINT NOT NULL,
    "gpu_seconds" DECIMAL(30,9) NOT NULL,
    "cost_micros" DECIMAL(38,0) NOT NULL,
    "unpriced_requests" BIGINT NOT NULL,
    "unconverted_requests" BIGINT NOT NULL,
    "first_at" TIMESTAMPTZ(6) NOT NULL,
    "last_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "usage_rollup_pkey" PRIMARY KEY ("dimension_id", "bucket_start"),
    CONSTRAINT "usage_rollup_figures" CHECK (
      unpriced_requests >= 0 AND unconverted_requests >= 0
      AND unpriced_requests + unconverted_requests <= requests AND cost_micros >= 0)
-- room beside each row: it is written again with every batch of its quarter of an hour
) WITH (fillfactor = 70);

-- Who was seen in a bucket of fifteen minutes: a set of usage_subject.id as a list, which may repeat itself.
CREATE TABLE "usage_presence" (
    "dimension_id" INTEGER NOT NULL,
    "bucket_start" TIMESTAMPTZ(0) NOT NULL,
    "subject_ids" INTEGER[],

    CONSTRAINT "usage_presence_pkey" PRIMARY KEY ("dimension_id", "bucket_start")
) WITH (fillfactor = 70);
-- lists of numbers do not compress; do not try each time one grows
ALTER TABLE "usage_presence" ALTER COLUMN "subject_ids" SET STORAGE EXTERNAL;

-- Days (UTC) of which something older than an hour was written, with how often. What is kept of longer stretches of
-- time below holds as long as the sum of these versions over its days is what it was made at.
CREATE TABLE "usage_late" (
    "dimension_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "version" BIGINT NOT NULL,

    CONSTRAINT "usage_late_pkey" PRIMARY KEY ("dimension_id", "day")
) WITH (fillfactor = 70);

-- Calendar days of whatever zone was asked for, summed up once; and, from 1970 on, everything before a month. Made from
-- rollup and presence when a report needs them, and of no consequence for what it says.
CREATE TABLE "usage_span" (
    "dimension_id" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(0) NOT NULL,
    "to_at" TIMESTAMPTZ(0) NOT NULL,
    "late_version" BIGINT NOT NULL,
    "requests" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "cached_input_tokens" BIGINT NOT NULL,
    "reasoning_tokens" BIGINT NOT NULL,
    "gpu_seconds" DECIMAL(30,9) NOT NULL,
    "cost_micros" DECIMAL(38,0) NOT NULL,
    "unpriced_requests" BIGINT NOT NULL,
    "unconverted_requests" BIGINT NOT NULL,

    CONSTRAINT "usage_span_pkey" PRIMARY KEY ("dimension_id", "from_at", "to_at")
);

-- Who was seen in a span: usage_subject.id as bits, 8,192 a row.
CREATE TABLE "usage_span_users" (
    "dimension_id" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(0) NOT NULL,
    "to_at" TIMESTAMPTZ(0) NOT NULL,
    "chunk" INTEGER NOT NULL,
    "bits" BIT(8192) NOT NULL,

    CONSTRAINT "usage_span_users_pkey" PRIMARY KEY ("dimension_id", "from_at", "to_at", "chunk")
);

-- Signups: kept, but neither a request nor a user.
CREATE TABLE "usage_signup" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "source" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "subject" TEXT,
    "campaign" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_signup_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "usage_signup_at_idx" ON "usage_signup"("at");

-- Sum of all slots = number of commits that changed usage. Slots, so that writers do not wait for one another.
CREATE TABLE "usage_pulse" (
    "slot" INTEGER NOT NULL,
    "version" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "usage_pulse_pkey" PRIMARY KEY ("slot")
) WITH (fillfactor = 10);
INSERT INTO "usage_pulse" ("slot") SELECT generate_series(0, 31);

-- Decimals stand as they were given: '0.40' stays '0.40'.
CREATE TABLE "price" (
    "id" SERIAL NOT NULL,
    "origin" TEXT NOT NULL DEFAULT 'own',
    "model" TEXT NOT NULL,
    "provider" TEXT NOT NULL DEFAULT '',
    "region" TEXT NOT NULL DEFAULT '',
    "source" TEXT NOT NULL DEFAULT '',
    "currency" TEXT NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "effective_to" TIMESTAMPTZ(3),
    "input_per_million" TEXT,
    "output_per_million" TEXT,
    "cached_input_per_million" TEXT,
    "reasoning_per_million" TEXT,
    "per_gpu_second" TEXT,
    "per_gpu_hour" TEXT,
    "reference" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "price_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "price_origin" CHECK (origin IN ('own', 'list')),
    CONSTRAINT "price_period" CHECK (effective_to IS NULL OR effective_to > effective_from),
    CONSTRAINT "price_decimals" CHECK (
      concat_ws('', input_per_million, output_per_million, cached_input_per_million, reasoning_per_million,
        per_gpu_second, per_gpu_hour) ~ '^[0-9.]+$'
      AND (per_gpu_second IS NULL OR per_gpu_hour IS NULL))
);
CREATE UNIQUE INDEX "price_origin_model_provider_region_source_effective_from_key"
  ON "price"("origin", "model", "provider", "region", "source", "effective_from");

CREATE TABLE "exchange_rate" (
    "currency" TEXT NOT NULL,
    "into" TEXT NOT NULL,
    "effective_from" DATE NOT NULL,
    "rate" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "exchange_rate_pkey" PRIMARY KEY ("currency", "into", "effective_from"),
    CONSTRAINT "exchange_rate_decimal" CHECK (rate ~ '^[0-9]+([.][0-9]+)?$')
);

-- One row. Its version moves with every price and rate; its currency is the one that all costs are in.
CREATE TABLE "price_book" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" BIGINT NOT NULL DEFAULT 1,
    "currency" TEXT,

    CONSTRAINT "price_book_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "price_book_one_row" CHECK (id = 1)
);
INSERT INTO "price_book" ("id") VALUES (1);

-- What a new price or rate has still to settle, in batches; survives a crash.
CREATE TABLE "usage_settlement" (
    "id" SERIAL NOT NULL,
    "price_id" INTEGER,
    "currency" TEXT,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3),
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "after_dimension_id" INTEGER NOT NULL DEFAULT 0,
    "after_at" TIMESTAMPTZ(6),
    "after_id" BIGINT NOT NULL DEFAULT 0,
    "settled_requests" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "usage_settlement_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "usage_settlement_cause" CHECK ((price_id IS NULL) <> (currency IS NULL))
);
CREATE INDEX "usage_settlement_open" ON "usage_settlement"("id") WHERE done_at IS NULL;
