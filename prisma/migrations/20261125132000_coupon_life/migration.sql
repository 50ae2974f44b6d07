-- The life of a coupon: made in advance, held by a checkout, redeemed, refunded in part, rolled back, revoked, reissued.
-- Order of locks as in 20261124190000_coupons: switch (shared) → coupons, never waited for → campaigns by key → version.

ALTER TABLE "coupon" ALTER COLUMN "subject" DROP NOT NULL,
ALTER COLUMN "issued_at" DROP NOT NULL,
ADD COLUMN     "held_until" TIMESTAMPTZ(3),
ADD COLUMN     "held_order" TEXT,
ADD COLUMN     "extended_by" BIGINT,
ADD COLUMN     "device" TEXT,
ADD COLUMN     "address" TEXT,
ADD COLUMN     "inviter" TEXT;
ALTER TABLE "coupon_subject" ADD COLUMN     "last_day" DATE,
ADD COLUMN     "by_day" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "by_week" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "by_month" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "redemption" ADD COLUMN     "refunded_amount" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "refunded_discount" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "stack_group" TEXT,
ADD COLUMN     "shared" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "used_up" BOOLEAN NOT NULL DEFAULT false;

-- Codes that were replaced: they never name another coupon, and answer that they were revoked.
CREATE TABLE "retired_code" (
    "plain" TEXT NOT NULL,
    "coupon_id" UUID NOT NULL,
    "retired_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "retired_code_pkey" PRIMARY KEY ("plain")
);
CREATE INDEX "retired_code_coupon_id_idx" ON "retired_code"("coupon_id");

-- Parts of redemptions that were given back: what they were is their own record.
CREATE TABLE "redemption_refund" (
    "id" UUID NOT NULL,
    "redemption_id" UUID NOT NULL,
    "amount" BIGINT NOT NULL,
    "discount" BIGINT NOT NULL,
    "refunded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "redemption_refund_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "redemption_refund_redemption_id_idx" ON "redemption_refund"("redemption_id");

-- Coupons of each device (or what the campaign names), where a campaign limits them.
CREATE TABLE "coupon_identifier" (
    "campaign_id" UUID NOT NULL,
    "attribute" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "issued" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "coupon_identifier_pkey" PRIMARY KEY ("campaign_id","attribute","value")
);

-- Coupons of each of the last seconds, where a campaign limits them a minute.
CREATE TABLE "coupon_second" (
    "campaign_id" UUID NOT NULL,
    "second" TIMESTAMPTZ(0) NOT NULL,
    "issued" INTEGER NOT NULL,

    CONSTRAINT "coupon_second_pkey" PRIMARY KEY ("campaign_id","second")
);

-- Subjects that were eligible and got nothing: the holdout, and whom the limits turned away.
CREATE TABLE "turned_away" (
    "campaign_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "turned_away_pkey" PRIMARY KEY ("campaign_id","subject")
);

-- AddForeignKey
ALTER TABLE "redemption_refund" ADD CONSTRAINT "redemption_refund_redemption_id_fkey" FOREIGN KEY ("redemption_id") REFERENCES "redemption"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say -------------------------------------------------------------------------

-- Only what was issued has a place in these: a million codes in wait cost them nothing.
DROP INDEX "coupon_campaign_id_issued_at_id_idx";
DROP INDEX "coupon_issued_at_idx";
CREATE INDEX coupon_of_campaign ON coupon (campaign_id, issued_at DESC, id DESC) WHERE issued_at IS NOT NULL;
CREATE INDEX coupon_by_time ON coupon (issued_at, id) WHERE issued_at IS NOT NULL;
DROP INDEX coupon_subject_search;
CREATE INDEX coupon_subject_search ON coupon (lower(subject) text_pattern_ops) WHERE subject IS NOT NULL;
DROP INDEX coupon_due_to_expire;
CREATE INDEX coupon_due_to_expire ON coupon (campaign_id, expires_at) WHERE status IN ('issued', 'held');
DROP INDEX coupon_settled;
CREATE INDEX coupon_settled ON coupon (campaign_id, status, issued_at DESC, id DESC)
  WHERE status <> 'issued' AND issued_at IS NOT NULL;
CREATE INDEX coupon_available ON coupon (campaign_id, id) WHERE status = 'available';
CREATE INDEX coupon_held ON coupon (held_until) WHERE status = 'held';
CREATE INDEX coupon_device ON coupon (device, issued_at) WHERE device IS NOT NULL;
CREATE INDEX coupon_address ON coupon (address, issued_at) WHERE address IS NOT NULL;
CREATE INDEX coupon_inviter ON coupon (inviter, issued_at) WHERE inviter IS NOT NULL;

ALTER TABLE coupon
  ADD CONSTRAINT coupon_hold CHECK ((status = 'held') = (held_until IS NOT NULL) AND (status = 'held' OR held_order IS NULL)),
  -- issued means: to somebody, at some time; a shared code is nobody's
  ADD CONSTRAINT coupon_is_somebodys CHECK ((subject IS NULL) = (issued_at IS NULL));
ALTER TABLE redemption ADD CONSTRAINT redemption_refunds CHECK (
  refunded_amount >= 0 AND refunded_discount >= 0 AND coalesce(discount_amount, 0) >= 0
  AND (refunded_amount = 0 OR refunded_amount <= amount));
ALTER TABLE redemption_refund ADD CONSTRAINT redemption_refund_amount CHECK (amount > 0 AND discount >= 0);
ALTER TABLE turned_away ADD CONSTRAINT turned_away_reason
  CHECK (reason IN ('held_out', 'budget_exhausted', 'campaign_exhausted', 'rate_limited'));
CREATE INDEX turned_away_held_out ON turned_away (campaign_id, at) WHERE reason = 'held_out';

DROP INDEX redemption_one_standing;
-- One redemption of a coupon stands at a time, whatever the callers do; a shared code has many.
CREATE UNIQUE INDEX redemption_one_standing ON redemption (coupon_id) WHERE rolled_back_at IS NULL AND NOT shared;
CREATE INDEX redemption_of_shared ON redemption (subject) WHERE shared;
-- One order takes one coupon of an exclusive group, whichever lanes they come by.
CREATE UNIQUE INDEX redemption_stacks_once ON redemption (order_id, stack_group)
  WHERE rolled_back_at IS NULL AND stack_group IS NOT NULL AND order_id IS NOT NULL;

-- What subjects had in this day, week and month, from the coupons that there are.
UPDATE coupon_subject s SET last_day = n.last_day, by_day = n.by_day, by_week = n.by_week, by_month = n.by_month
FROM (
  SELECT k.campaign_id, k.subject, max(k.day) AS last_day,
    count(*) FILTER (WHERE k.day = k.last) AS by_day,
    count(*) FILTER (WHERE date_trunc('week', k.day) = date_trunc('week', k.last)) AS by_week,
    count(*) FILTER (WHERE date_trunc('month', k.day) = date_trunc('month', k.last)) AS by_month
  FROM (
    SELECT c.campaign_id, c.subject, (c.issued_at AT TIME ZONE coalesce(p.time_zone, 'UTC'))::date AS day,
      max((c.issued_at AT TIME ZONE coalesce(p.time_zone, 'UTC'))::date) OVER (PARTITION BY c.campaign_id, c.subject) AS last
    FROM coupon c JOIN campaign p ON p.id = c.campaign_id
  ) k GROUP BY 1, 2
) n WHERE s.campaign_id = n.campaign_id AND s.subject = n.subject;

-- Coupons in wait are not issued.
CREATE OR REPLACE FUNCTION coupon_minute_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO coupon_minute AS m (campaign_id, minute, issued)
    SELECT campaign_id, date_trunc('minute', issued_at, 'UTC'), count(*) FROM added
    WHERE issued_at IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (campaign_id, minute) DO UPDATE SET issued = m.issued + EXCLUDED.issued;
  RETURN NULL;
END $$;

-- As before, and held ones too: a hold gives no coupon more time.
CREATE OR REPLACE FUNCTION expire_coupons_of(of_campaign uuid, moment timestamptz, most bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  swept bigint;
BEGIN
  WITH due AS (
    SELECT id, discount_held FROM coupon
    WHERE campaign_id = of_campaign AND status IN ('issued', 'held') AND expires_at <= moment
    ORDER BY expires_at LIMIT most FOR UPDATE SKIP LOCKED
  ), gone AS (
    UPDATE coupon SET status = 'expired', discount_held = 0, held_until = NULL, held_order = NULL
    FROM due WHERE coupon.id = due.id
    RETURNING due.discount_held AS held
  ), total AS (
    SELECT count(*) AS coupons, coalesce(sum(held), 0) AS held FROM gone
  ), counted AS (
    UPDATE campaign SET expired = expired + total.coupons, discount_open = discount_open - total.held
    FROM total WHERE campaign.id = of_campaign AND total.coupons > 0
  )
  SELECT coupons INTO swept FROM total;
  RETURN swept;
END $$;

CREATE OR REPLACE FUNCTION expire_coupons(most bigint) RETURNS bigint LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
  moment timestamptz;
  room bigint := most;
  due record;
  touched uuid[] := '{}';
  with_room uuid[] := '{}';
BEGIN
  PERFORM pg_advisory_xact_lock_shared(731001);
  moment := clock_timestamp();
  FOR due IN
    SELECT c.id FROM campaign c
    WHERE EXISTS (
      SELECT 1 FROM coupon k
      WHERE k.campaign_id = c.id AND k.status IN ('issued', 'held') AND k.expires_at <= moment)
    ORDER BY c.key
  LOOP
    EXIT WHEN room <= 0;
    PERFORM 1 FROM campaign WHERE id = due.id FOR UPDATE;
    touched := touched || due.id;
    with_room := with_room || campaigns_with_room(ARRAY[due.id]);
    room := room - expire_coupons_of(due.id, moment, room);
  END LOOP;
  PERFORM tell_flag_readers(touched, with_room);
  RETURN most - room;
END $$;

-- Holds whose time is over: nobody waits for this, who asks for such a coupon sees it free by the clock.
CREATE FUNCTION free_held_coupons(most bigint) RETURNS bigint LANGUAGE sql SET lock_timeout = '2s' AS $$
  WITH due AS (
    SELECT id FROM coupon WHERE status = 'held' AND held_until <= clock_timestamp()
    ORDER BY held_until LIMIT most FOR UPDATE SKIP LOCKED
  ), free AS (
    UPDATE coupon SET status = 'issued', held_until = NULL, held_order = NULL FROM due WHERE coupon.id = due.id
    RETURNING 1
  )
  SELECT count(*) FROM free
$$;
