-- The first reason against this redemption, in the order of the contract; NULL when there is none. Asked by validate and by
-- redeem alike. Two are wrong fields rather than states: `wrong_currency`, and `amount_needed`, when a budget stands and
-- only the order's amount tells what the coupon costs. `budget_exhausted` comes last: a coupon that holds less than it
-- costs (its cost was unknown when it was issued) may not break the budget.
CREATE FUNCTION redemption_refusal(
  p campaign, k coupon, switched text, by_subject text, amount bigint, currency text, moment timestamptz
) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN currency <> p.discount_currency THEN 'wrong_currency'
    WHEN switched IS DISTINCT FROM 'on' OR p.redemption = 'paused' THEN 'redemption_paused'
    WHEN k.status = 'revoked' THEN 'coupon_revoked'
    WHEN k.status = 'redeemed' THEN 'coupon_already_redeemed'
    WHEN k.status = 'expired' OR k.expires_at <= moment THEN 'coupon_expired'
    WHEN k.status = 'held' THEN 'coupon_held'
    WHEN by_subject <> k.subject THEN 'subject_mismatch'
    WHEN p.limit_discount IS NULL OR p.discount_kind IN ('free_tokens', 'free_days') THEN NULL
    WHEN coupon_discount(p.discount_kind, p.discount_value, p.discount_max_amount, amount) IS NULL
      AND k.discount_held < coalesce(coupon_most_discount(p.discount_kind, p.discount_value, p.discount_max_amount),
        k.discount_held + 1) THEN 'amount_needed'
    WHEN p.discount_spent + p.discount_open - k.discount_held
      + coupon_discount(p.discount_kind, p.discount_value, p.discount_max_amount, amount) > p.limit_discount
      THEN 'budget_exhausted'
  END
$$;

CREATE FUNCTION redemption_answer(r redemption, code text, campaign_key text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_strip_nulls(jsonb_build_object(
    'id', r.id, 'code', code, 'campaign', campaign_key, 'subject', r.subject, 'orderId', r.order_id,
    'amount', r.amount, 'discountAmount', r.discount_amount, 'currency', r.currency,
    'redeemedAt', wire_time(r.redeemed_at), 'rolledBackAt', wire_time(r.rolled_back_at)))
$$;

CREATE FUNCTION save_redemption_counts(p campaign) RETURNS void LANGUAGE sql AS $$
  UPDATE campaign
  SET redeemed = p.redeemed, discount_spent = p.discount_spent, discount_open = p.discount_open
  WHERE id = p.id AND (redeemed, discount_spent, discount_open)
    IS DISTINCT FROM (p.redeemed, p.discount_spent, p.discount_open)
$$;

-- Redeems each caller's coupon, or says why not: the nth entry of every array is the nth caller, `codes` without dashes.
-- Callers of one coupon are decided in order. 'busy': another transaction holds the coupon just now; ask again.
-- A discount that is not known (no amount told) keeps what the coupon holds of the budget; a known one replaces it.
-- Campaigns without a currency have no budget: their discounts stand in the redemptions only.
-- No two callers of a batch may share an idempotency scope and key (the lane sees to it).
CREATE FUNCTION redeem_coupons(
  codes text[], subjects text[], redemption_ids uuid[], order_ids text[], amounts bigint[], currencies text[],
  scopes text[], idempotency_keys text[], request_hashes text[]
) RETURNS TABLE (n int, refusal text, replayed boolean, answer jsonb)
LANGUAGE plpgsql VOLATILE
-- plans are kept: one made while a table was small must not read all of it when it has grown
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  redemption_now text;
  moment timestamptz;
  coupon_ids uuid[];
  campaign_ids uuid[];
  with_room uuid[];
  p campaign;
  k coupon;
  r redemption;
  q record;
  discount bigint;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(731001);
  -- from here on a pause waits for us; new statements see every pause before
  SELECT redemption INTO redemption_now FROM promotion_switch WHERE id = 1;
  SELECT coalesce(array_agg(l.id), '{}'), coalesce(array_agg(DISTINCT l.campaign_id), '{}')
    INTO coupon_ids, campaign_ids
    FROM (
      SELECT id, campaign_id FROM coupon
      WHERE translate(code, '- ', '') = ANY (codes) AND status <> 'available' FOR UPDATE SKIP LOCKED
    ) l;
  PERFORM 1 FROM campaign WHERE id = ANY (campaign_ids) ORDER BY key FOR UPDATE;
  with_room := campaigns_with_room(campaign_ids);
  moment := date_trunc('milliseconds', clock_timestamp());

  FOR q IN
    SELECT asked.*, known.id AS coupon_id, known.campaign_id, kept.request_hash AS kept_hash, kept.response
    FROM unnest(codes, subjects, redemption_ids, order_ids, amounts, currencies, scopes, idempotency_keys,
        request_hashes) WITH ORDINALITY
      AS asked (code, subject, id, order_id, amount, currency, scope, key, request_hash, n)
    -- OFFSET 0 keeps each of these one look-up by its whole key, whatever the planner thinks of a small table
    LEFT JOIN LATERAL (
      SELECT c.id, c.campaign_id FROM coupon c
      WHERE translate(c.code, '- ', '') = asked.code AND c.status <> 'available' OFFSET 0
    ) known ON true
    LEFT JOIN LATERAL (
      SELECT i.request_hash, i.response FROM idempotency_record i
      WHERE i.scope = asked.scope AND i.key = asked.key AND i.created_at > moment - interval '24 hours' OFFSET 0
    ) kept ON true
    ORDER BY known.campaign_id, asked.n
  LOOP
    n := q.n;
    replayed := coalesce(q.kept_hash = q.request_hash, false);
    answer := CASE WHEN replayed THEN q.response END;
    refusal := CASE
      WHEN q.coupon_id IS NULL THEN 'coupon_not_found'
      WHEN q.coupon_id <> ALL (coupon_ids) THEN 'busy'
      WHEN q.kept_hash <> q.request_hash THEN 'idempotency_key_reused'
    END;
    IF refusal IS NULL AND NOT replayed THEN
      IF p.id IS DISTINCT FROM q.campaign_id THEN
        PERFORM save_redemption_counts(p);
        SELECT * INTO p FROM campaign WHERE id = q.campaign_id;
      END IF;
      -- as the callers before left it
      SELECT * INTO k FROM coupon WHERE id = q.coupon_id;
      refusal := redemption_refusal(p, k, redemption_now, q.subject, q.amount, q.currency, moment);
      IF refusal = 'budget_exhausted' THEN
        -- a budget held by coupons whose time is over, and which no worker has swept yet, is no reason to refuse
        PERFORM save_redemption_counts(p);
        PERFORM expire_coupons_of(p.id, moment, 500);
        SELECT * INTO p FROM campaign WHERE id = q.campaign_id;
        refusal := redemption_refusal(p, k, redemption_now, q.subject, q.amount, q.currency, moment);
      END IF;
      IF refusal IS NULL THEN
        discount := coupon_discount(p.discount_kind, p.discount_value, p.discount_max_amount, q.amount);
        INSERT INTO redemption (id, coupon_id, campaign_id, subject, order_id, amount, currency, discount_amount,
            redeemed_at)
          VALUES (q.id, k.id, p.id, q.subject, q.order_id, q.amount,
            coalesce(q.currency, CASE WHEN discount IS NOT NULL THEN p.discount_currency END), discount, moment)
          RETURNING * INTO r;
        UPDATE coupon SET status = 'redeemed', redeemed_at = moment,
            discount_held = CASE WHEN discount IS NULL THEN discount_held ELSE 0 END
          WHERE id = k.id;
        p.redeemed := p.redeemed + 1;
        IF discount IS NOT NULL AND p.discount_currency IS NOT NULL THEN
          p.discount_spent := p.discount_spent + discount;
          p.discount_open := p.discount_open - k.discount_held;
        END IF;
        answer := redemption_answer(r, k.code, p.key);
        IF q.scope IS NOT NULL THEN
          INSERT INTO idempotency_record (scope, key, request_hash, status, response, created_at)
            VALUES (q.scope, q.key, q.request_hash, 201, answer, moment)
            ON CONFLICT (scope, key) DO UPDATE SET request_hash = EXCLUDED.request_hash, status = EXCLUDED.status,
              response = EXCLUDED.response, created_at = EXCLUDED.created_at;
        END IF;
      END IF;
    END IF;
    RETURN NEXT;
  END LOOP;
  PERFORM save_redemption_counts(p);
  PERFORM tell_flag_readers(campaign_ids, with_room);
END $$;

-- Takes a redemption back, once, whatever the campaign's state: the coupon is `issued` again, `expired` when its time is
-- over; its redemption count and discount are free. It holds again the most it may cost, or what the budget still has:
-- other coupons may have been issued from what it gave back.
CREATE FUNCTION roll_back_redemption(redemption_id uuid) RETURNS TABLE (outcome text, answer jsonb)
LANGUAGE plpgsql VOLATILE SET lock_timeout = '2s' AS $$
#variable_conflict use_column
DECLARE
  moment timestamptz;
  p campaign;
  k coupon;
  r redemption;
  freed bigint;
  held bigint;
  is_over boolean;
  with_room uuid[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(731001);
  SELECT * INTO r FROM redemption WHERE id = redemption_id;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'not_found', NULL::jsonb;
    RETURN;
  END IF;
  SELECT * INTO k FROM coupon WHERE id = r.coupon_id FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'busy', NULL::jsonb;
    RETURN;
  END IF;
  PERFORM 1 FROM campaign WHERE id = k.campaign_id FOR UPDATE;
  SELECT * INTO r FROM redemption WHERE id = redemption_id;
  IF r.rolled_back_at IS NULL THEN
    with_room := campaigns_with_room(ARRAY[k.campaign_id]);
    moment := date_trunc('milliseconds', clock_timestamp());
    -- what coupons past their time still hold is there for this one
    PERFORM expire_coupons_of(k.campaign_id, moment, 500);
    SELECT * INTO p FROM campaign WHERE id = k.campaign_id;
    is_over := coalesce(k.expires_at <= moment, false);
    freed := CASE WHEN p.discount_currency IS NULL THEN 0 ELSE coalesce(r.discount_amount, 0) END;
    held := CASE
      WHEN is_over THEN 0
      WHEN r.discount_amount IS NULL THEN k.discount_held
      ELSE least(coalesce(coupon_most_discount(p.discount_kind, p.discount_value, p.discount_max_amount), 0),
        p.limit_discount - p.discount_spent + freed - p.discount_open)
    END;
    UPDATE redemption SET rolled_back_at = moment WHERE id = r.id RETURNING * INTO r;
    UPDATE coupon SET status = CASE WHEN is_over THEN 'expired' ELSE 'issued' END, redeemed_at = NULL,
        discount_held = held
      WHERE id = k.id;
    UPDATE campaign SET redeemed = redeemed - 1, expired = expired + is_over::int,
        discount_spent = discount_spent - freed, discount_open = discount_open + held - k.discount_held
      WHERE id = p.id;
    PERFORM tell_flag_readers(ARRAY[p.id], with_room);
  END IF;
  RETURN QUERY SELECT 'rolled_back', redemption_answer(r, k.code, (SELECT key FROM campaign WHERE id = k.campaign_id));
END $$;

-- Takes one coupon out of use and frees what it holds. Twice is no error; a redeemed or expired one is refused.
CREATE FUNCTION revoke_coupon(plain_code text) RETURNS TABLE (
  outcome text, shown_code text, campaign_key text, status_before text
)
LANGUAGE plpgsql VOLATILE SET lock_timeout = '2s' AS $$
#variable_conflict use_column
DECLARE
  moment timestamptz;
  known uuid;
  k coupon;
  with_room uuid[];
  reason text;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(731001);
  SELECT id INTO known FROM coupon WHERE translate(code, '- ', '') = plain_code AND status <> 'available';
  SELECT * INTO k FROM coupon WHERE id = known FOR UPDATE SKIP LOCKED;
  moment := date_trunc('milliseconds', clock_timestamp());
  reason := CASE
    WHEN known IS NULL THEN 'coupon_not_found'
    WHEN k.id IS NULL THEN 'busy'
    WHEN k.status = 'revoked' THEN 'unchanged'
    WHEN k.status = 'redeemed' THEN 'coupon_already_redeemed'
    WHEN k.status = 'expired' OR k.expires_at <= moment THEN 'coupon_expired'
    ELSE 'revoked'
  END;
  IF reason = 'revoked' THEN
    PERFORM 1 FROM campaign WHERE id = k.campaign_id FOR UPDATE;
    with_room := campaigns_with_room(ARRAY[k.campaign_id]);
    UPDATE coupon SET status = 'revoked', revoked_at = moment, discount_held = 0 WHERE id = k.id;
    UPDATE campaign SET revoked = revoked + 1, discount_open = discount_open - k.discount_held
      WHERE id = k.campaign_id;
    PERFORM tell_flag_readers(ARRAY[k.campaign_id], with_room);
  END IF;
  RETURN QUERY SELECT reason, k.code, (SELECT key FROM campaign WHERE id = k.campaign_id), k.status;
END $$;
