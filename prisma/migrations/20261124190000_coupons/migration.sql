-- Coupons: issue, redeem, roll back, revoke, expire. The decisions of the hot paths stand here, in one call each,
-- so that no lock outlives a process that stalls or dies between two statements.
--
-- Order of locks, the same everywhere, so that nothing waits in a circle:
--   the switch lock, shared (731001 = SWITCH_LOCK in lib/platform/changes.ts)
--   → coupons, never waited for (SKIP LOCKED: who finds one locked answers 'busy' and the caller asks again)
--   → campaigns in the order of their keys → the version row, last.

ALTER TABLE "campaign" ADD COLUMN     "expired" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "revoked" BIGINT NOT NULL DEFAULT 0;

CREATE TABLE "coupon_minute" (
    "campaign_id" UUID NOT NULL,
    "minute" TIMESTAMPTZ(0) NOT NULL,
    "issued" BIGINT NOT NULL,

    CONSTRAINT "coupon_minute_pkey" PRIMARY KEY ("campaign_id","minute")
);
CREATE INDEX "coupon_minute_minute_idx" ON "coupon_minute"("minute");

-- Read for itself only by what the expressions below serve better.
DROP INDEX "coupon_code_key";
DROP INDEX "coupon_campaign_id_subject_idx";

-- What Prisma's schema cannot say -------------------------------------------------------------------------

-- A code is the same code with or without its dashes; prefixes of it are found too.
CREATE UNIQUE INDEX coupon_plain_code ON coupon (translate(code, '- ', '') text_pattern_ops);
CREATE INDEX coupon_subject_search ON coupon (lower(subject) text_pattern_ops);
CREATE INDEX coupon_due_to_expire ON coupon (campaign_id, expires_at) WHERE status = 'issued';
-- no cost while a coupon is merely issued, which most are
CREATE INDEX coupon_settled ON coupon (campaign_id, status, issued_at DESC, id DESC) WHERE status <> 'issued';
CREATE INDEX redemption_order ON redemption (order_id) WHERE order_id IS NOT NULL;

ALTER TABLE campaign
  DROP CONSTRAINT campaign_counts,
  ADD CONSTRAINT campaign_counts CHECK (
    issued >= 0 AND redeemed >= 0 AND expired >= 0 AND revoked >= 0 AND redeemed + expired + revoked <= issued);
ALTER TABLE coupon ADD CONSTRAINT coupon_holds_no_less_than_nothing CHECK (discount_held >= 0);

-- Coupons issued in each minute, by whoever writes coupons.
INSERT INTO coupon_minute (campaign_id, minute, issued)
  SELECT campaign_id, date_trunc('minute', issued_at, 'UTC'), count(*) FROM coupon GROUP BY 1, 2;
CREATE FUNCTION coupon_minute_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO coupon_minute AS m (campaign_id, minute, issued)
    SELECT campaign_id, date_trunc('minute', issued_at, 'UTC'), count(*) FROM added GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (campaign_id, minute) DO UPDATE SET issued = m.issued + EXCLUDED.issued;
  RETURN NULL;
END $$;
CREATE TRIGGER coupon_minute_count AFTER INSERT ON coupon
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION coupon_minute_count();

-- RFC 3339 in UTC, as every time goes out.
CREATE FUNCTION wire_time(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

-- The most that one coupon may cost, minor units: what it holds of limits.discount. NULL when the order's amount
-- decides and nothing caps it (percent_off without maxAmount, fixed_price), or when the discount is no money.
CREATE FUNCTION coupon_most_discount(kind text, value bigint, max_amount bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE kind WHEN 'amount_off' THEN value WHEN 'percent_off' THEN max_amount END
$$;

-- The discount on an order of `amount` (NULL: not told), minor units; NULL when it cannot be known. Never more than the
-- amount. A percentage is rounded to the minor unit, half up, as Council Regulation (EC) 1103/97, Article 5, has it.
-- (least() passes over NULL, hence the first branch.)
CREATE FUNCTION coupon_discount(kind text, value bigint, max_amount bigint, amount bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN amount IS NULL THEN CASE kind WHEN 'amount_off' THEN value END
    WHEN kind = 'amount_off' THEN least(value, amount)
    WHEN kind = 'percent_off' THEN least((amount * value + 50) / 100, max_amount, amount)
    WHEN kind = 'fixed_price' THEN greatest(amount - value, 0)
  END
$$;

-- Whether the limits leave one more coupon. `committed` = discounts spent and held; a coupon of unknown cost needs
-- something left. The flag promotion-<key> follows this.
CREATE FUNCTION campaign_has_room(limit_coupons bigint, issued bigint, limit_discount bigint, committed bigint, most bigint)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT (limit_coupons IS NULL OR issued < limit_coupons)
    AND (limit_discount IS NULL OR committed + greatest(most, 1) <= limit_discount)
$$;

CREATE FUNCTION campaigns_with_room(campaign_ids uuid[]) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(id), '{}') FROM campaign
  WHERE id = ANY (campaign_ids) AND campaign_has_room(limit_coupons, issued, limit_discount,
    discount_spent + discount_open, coupon_most_discount(discount_kind, discount_value, discount_max_amount))
$$;

-- Raises the version that flag readers see when a campaign found or lost its room since `with_room` was read. Last in a
-- call: the version row is the last lock. sluice_changes = CHANGES_CHANNEL in lib/platform/changes.ts.
CREATE FUNCTION tell_flag_readers(campaign_ids uuid[], with_room uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  next bigint;
BEGIN
  PERFORM 1 FROM campaign c
    WHERE c.id = ANY (campaign_ids) AND c.first_live_at IS NOT NULL
      AND (c.id = ANY (with_room)) <> campaign_has_room(c.limit_coupons, c.issued, c.limit_discount,
        c.discount_spent + c.discount_open,
        coupon_most_discount(c.discount_kind, c.discount_value, c.discount_max_amount));
  IF FOUND THEN
    UPDATE change_version SET version = version + 1, changed_at = clock_timestamp() WHERE id = 1
      RETURNING version INTO next;
    PERFORM pg_notify('sluice_changes', next::text);
  END IF;
END $$;
