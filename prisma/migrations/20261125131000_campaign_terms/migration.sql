-- What a campaign says beyond its first fields: kinds, limits, windows, who, codes; and what people may look back on.

ALTER TABLE "campaign" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'coupon',
ADD COLUMN     "discount_min_order" BIGINT,
ADD COLUMN     "limit_per_subject_day" INTEGER,
ADD COLUMN     "limit_per_subject_week" INTEGER,
ADD COLUMN     "limit_per_subject_month" INTEGER,
ADD COLUMN     "limit_identifier" TEXT,
ADD COLUMN     "limit_per_identifier" INTEGER,
ADD COLUMN     "limit_per_minute" INTEGER,
ADD COLUMN     "windows" JSONB,
ADD COLUMN     "eligibility" JSONB,
ADD COLUMN     "holdout_percent" INTEGER,
ADD COLUMN     "stack_group" TEXT,
ADD COLUMN     "stack_priority" INTEGER,
ADD COLUMN     "code_length" INTEGER,
ADD COLUMN     "code_charset" TEXT,
ADD COLUMN     "code_source" TEXT NOT NULL DEFAULT 'generated',
ADD COLUMN     "shared_code" TEXT,
ADD COLUMN     "rollback_policy" TEXT NOT NULL DEFAULT 'returns',
ADD COLUMN     "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "terms_version" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "available" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "allow_listed" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "deny_listed" BIGINT NOT NULL DEFAULT 0;

-- Who is on a campaign's lists.
CREATE TABLE "campaign_list_entry" (
    "campaign_id" UUID NOT NULL,
    "list" TEXT NOT NULL,
    "subject" TEXT NOT NULL,

    CONSTRAINT "campaign_list_entry_pkey" PRIMARY KEY ("campaign_id","list","subject")
);

-- Who gets nothing from any campaign: a subject, a device, an address or an inviter.
CREATE TABLE "deny_entry" (
    "attribute" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "reason" TEXT,
    "added_by" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "deny_entry_pkey" PRIMARY KEY ("attribute","value")
);
CREATE INDEX "deny_entry_added_at_idx" ON "deny_entry"("added_at");

-- Every wording that a campaign had: what a diff compares and an undo goes back to.
CREATE TABLE "campaign_version" (
    "campaign_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "input" JSONB NOT NULL,
    "act" TEXT NOT NULL,
    "by_kind" TEXT NOT NULL,
    "by_id" TEXT NOT NULL,
    "by_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "campaign_version_pkey" PRIMARY KEY ("campaign_id","revision")
);

ALTER TABLE "campaign_list_entry" ADD CONSTRAINT "campaign_list_entry_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "campaign_version" ADD CONSTRAINT "campaign_version_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say -------------------------------------------------------------------------

ALTER TABLE campaign
  ALTER COLUMN tags SET NOT NULL,
  ADD CONSTRAINT campaign_kind CHECK (kind IN ('coupon', 'shared_code', 'credit_grant')),
  ADD CONSTRAINT campaign_shared_code CHECK ((kind = 'shared_code') = (shared_code IS NOT NULL)),
  ADD CONSTRAINT campaign_code_source CHECK (code_source IN ('generated', 'pool')),
  ADD CONSTRAINT campaign_rollback_policy CHECK (rollback_policy IN ('returns', 'uses_up')),
  ADD CONSTRAINT campaign_holdout CHECK (holdout_percent BETWEEN 1 AND 90),
  ADD CONSTRAINT campaign_identifier CHECK ((limit_identifier IS NULL) = (limit_per_identifier IS NULL)),
  ADD CONSTRAINT campaign_lists CHECK (available >= 0 AND allow_listed >= 0 AND deny_listed >= 0),
  -- of a shared code the redemptions are limited: those that stand, and those that were used up for good
  DROP CONSTRAINT campaign_never_over_limit,
  ADD CONSTRAINT campaign_never_over_limit CHECK (
    limit_coupons IS NULL OR CASE kind WHEN 'shared_code' THEN redeemed + revoked ELSE issued END <= limit_coupons);
ALTER TABLE campaign_list_entry ADD CONSTRAINT campaign_list_entry_list CHECK (list IN ('allow', 'deny'));
ALTER TABLE deny_entry
  ADD CONSTRAINT deny_entry_attribute CHECK (attribute IN ('subject', 'device', 'address', 'inviter'));
-- two campaigns share no code, whatever their dashes
CREATE UNIQUE INDEX campaign_plain_shared_code ON campaign (translate(shared_code, '- ', '')) WHERE shared_code IS NOT NULL;
CREATE INDEX "campaign_tags_idx" ON "campaign" USING GIN ("tags");

-- A zone that Node knows may be unknown to this server, and would then break every call that reads the campaign.
CREATE FUNCTION knows_zone(zone text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  PERFORM now() AT TIME ZONE zone;
  RETURN true;
EXCEPTION WHEN invalid_parameter_value THEN
  RETURN false;
END $$;

-- Whether a wall clock of `zone` stands in one of the windows at `moment`: [{"days": [1…7], "from": "09:00", "to":
-- "18:00"}], days as ISO 8601 counts them (1 = Monday), `to` exclusive and up to "24:00". A window whose `to` is not
-- after its `from` goes on past midnight and belongs to the day on which it began. No windows: always.
-- lib/campaigns/windows.ts says the same; a test holds the two together.
CREATE FUNCTION windows_are_open(windows jsonb, zone text, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT windows IS NULL OR EXISTS (
    SELECT 1
    FROM (SELECT moment AT TIME ZONE coalesce(zone, 'UTC') AS at) wall,
      LATERAL (
        SELECT to_char(wall.at, 'HH24:MI') AS minute, extract(isodow FROM wall.at)::int AS day,
          extract(isodow FROM wall.at - interval '1 day')::int AS day_before
      ) clock,
      jsonb_array_elements(windows) AS w
    WHERE CASE WHEN w ->> 'from' < w ->> 'to'
      THEN w -> 'days' @> to_jsonb(clock.day) AND clock.minute >= w ->> 'from' AND clock.minute < w ->> 'to'
      ELSE w -> 'days' @> to_jsonb(clock.day) AND clock.minute >= w ->> 'from'
        OR w -> 'days' @> to_jsonb(clock.day_before) AND clock.minute < w ->> 'to'
    END
  )
$$;

-- Whether the limits leave one more coupon; the flag promotion-<key> follows this. The throttle is no part of it.
-- `committed` = discounts spent and held; a coupon of unknown cost needs something left.
CREATE FUNCTION campaign_room(c campaign) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT (c.limit_coupons IS NULL
      OR CASE c.kind WHEN 'shared_code' THEN c.redeemed + c.revoked ELSE c.issued END < c.limit_coupons)
    AND (c.code_source <> 'pool' OR c.available > 0)
    AND (c.limit_discount IS NULL OR c.discount_spent + c.discount_open
      + greatest(coupon_most_discount(c.discount_kind, c.discount_value, c.discount_max_amount), 1) <= c.limit_discount)
$$;

CREATE OR REPLACE FUNCTION campaigns_with_room(campaign_ids uuid[]) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(c.id), '{}') FROM campaign c WHERE c.id = ANY (campaign_ids) AND campaign_room(c)
$$;

CREATE OR REPLACE FUNCTION tell_flag_readers(campaign_ids uuid[], with_room uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  next bigint;
BEGIN
  PERFORM 1 FROM campaign c
    WHERE c.id = ANY (campaign_ids) AND c.first_live_at IS NOT NULL AND (c.id = ANY (with_room)) <> campaign_room(c);
  IF FOUND THEN
    UPDATE change_version SET version = version + 1, changed_at = clock_timestamp() WHERE id = 1
      RETURNING version INTO next;
    PERFORM pg_notify('sluice_changes', next::text);
  END IF;
END $$;
DROP FUNCTION campaign_has_room(bigint, bigint, bigint, bigint, bigint);
