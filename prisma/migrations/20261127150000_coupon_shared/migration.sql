-- Devices, addresses and inviters that more than one coupon of a campaign has: where clusters are looked for, so that nobody
-- groups a million coupons to find the few that share something.

CREATE TABLE "coupon_shared" (
    "campaign_id" UUID NOT NULL,
    "attribute" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "coupons" BIGINT NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "coupon_shared_pkey" PRIMARY KEY ("campaign_id","attribute","value")
);
CREATE INDEX "coupon_shared_campaign_id_attribute_coupons_value_idx" ON "coupon_shared"("campaign_id", "attribute", "coupons" DESC, "value");

CREATE TABLE "coupon_shared_until" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "counted_to" TIMESTAMPTZ(3),
    "anew_at" TIMESTAMPTZ(3),

    CONSTRAINT "coupon_shared_until_pkey" PRIMARY KEY ("id")
);

-- What Prisma's schema cannot say -------------------------------------------------------------------------

ALTER TABLE coupon_shared_until ADD CONSTRAINT coupon_shared_until_one CHECK (id = 1);
INSERT INTO coupon_shared_until (id) VALUES (1);

-- Counts on to half a minute ago: whatever was issued before then has been committed, since no call that issues lives that
-- long. At most about `most` coupons a call; returns how many it looked at. Everything is counted again a day after it was
-- last: what was erased since is then out of it, and what was loaded with times of the past is in it. One at a time; who
-- comes meanwhile leaves it to the first.
-- `coupons` is never less than there are up to counted_to, revoked ones too since they may be issued again: so whoever
-- reads in its order knows when to stop.
CREATE FUNCTION count_shared_coupons(most int) RETURNS int LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  since timestamptz;
  last_anew timestamptz;
  until timestamptz := date_trunc('milliseconds', clock_timestamp() - interval '35 seconds');
  looked int;
  attr text;
BEGIN
  SELECT counted_to, anew_at INTO since, last_anew FROM coupon_shared_until WHERE id = 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN 0;
  END IF;
  IF since IS NULL OR last_anew IS NULL OR last_anew < clock_timestamp() - interval '1 day' THEN
    DELETE FROM coupon_shared;
    FOREACH attr IN ARRAY ARRAY['device', 'address', 'inviter'] LOOP
      EXECUTE format('INSERT INTO coupon_shared (campaign_id, attribute, value, coupons, last_at)
        SELECT campaign_id, %L, %I, count(*), max(issued_at) FROM coupon
        WHERE %I IS NOT NULL AND issued_at <= $1 GROUP BY 1, 3 HAVING count(*) > 1',
        attr, attr, attr) USING until;
    END LOOP;
    UPDATE coupon_shared_until SET counted_to = until, anew_at = clock_timestamp();
    RETURN 0;
  END IF;
  SELECT count(*), CASE WHEN count(*) < most THEN until ELSE max(issued_at) END INTO looked, until FROM (
    SELECT issued_at FROM coupon WHERE issued_at > since AND issued_at <= until ORDER BY issued_at LIMIT most) next;
  IF looked > 0 THEN
    FOREACH attr IN ARRAY ARRAY['device', 'address', 'inviter'] LOOP
      -- a value that is not in yet had one coupon at most
      EXECUTE format('INSERT INTO coupon_shared AS s (campaign_id, attribute, value, coupons, last_at)
        SELECT n.campaign_id, %L, n.value, CASE WHEN had.coupons IS NULL THEN every.coupons ELSE n.coupons END, n.last_at
        FROM (
          SELECT campaign_id, %I AS value, count(*) AS coupons, max(issued_at) AS last_at FROM coupon
          WHERE %I IS NOT NULL AND issued_at > $1 AND issued_at <= $2 GROUP BY 1, 2
        ) n
        LEFT JOIN coupon_shared had ON had.campaign_id = n.campaign_id AND had.attribute = %L AND had.value = n.value
        LEFT JOIN LATERAL (
          SELECT count(*) AS coupons FROM coupon k
          WHERE k.%I = n.value AND k.campaign_id = n.campaign_id AND k.issued_at <= $2
        ) every ON had.coupons IS NULL
        WHERE had.coupons IS NOT NULL OR every.coupons > 1
        ON CONFLICT (campaign_id, attribute, value) DO UPDATE SET coupons = s.coupons + EXCLUDED.coupons,
          last_at = greatest(s.last_at, EXCLUDED.last_at)', attr, attr, attr, attr, attr) USING since, until;
    END LOOP;
  END IF;
  UPDATE coupon_shared_until SET counted_to = until;
  RETURN looked;
END $$;
