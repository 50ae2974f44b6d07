-- Coupons of one campaign whose time is over become `expired` and give back what they held. The caller holds the
-- campaign's row. Returns how many.
CREATE FUNCTION expire_coupons_of(of_campaign uuid, moment timestamptz, most bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  swept bigint;
BEGIN
  WITH due AS (
    SELECT id, discount_held FROM coupon
    WHERE campaign_id = of_campaign AND status = 'issued' AND expires_at <= moment
    ORDER BY expires_at LIMIT most FOR UPDATE SKIP LOCKED
  ), gone AS (
    UPDATE coupon SET status = 'expired', discount_held = 0 FROM due WHERE coupon.id = due.id
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

-- At most `most` coupons, whichever campaigns they are of. Any number of workers may call it at once.
CREATE FUNCTION expire_coupons(most bigint) RETURNS bigint LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
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
      SELECT 1 FROM coupon k WHERE k.campaign_id = c.id AND k.status = 'issued' AND k.expires_at <= moment)
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
