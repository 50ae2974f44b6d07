-- Redeem and what can follow, by what a campaign says now. Supersedes 20261124190300_redeem_coupons.

DROP FUNCTION redeem_coupons(text[], text[], uuid[], text[], bigint[], text[], text[], text[], text[]);
DROP FUNCTION redemption_refusal(campaign, coupon, text, text, bigint, text, timestamptz);
DROP FUNCTION roll_back_redemption(uuid);
DROP FUNCTION revoke_coupon(text);
DROP FUNCTION save_redemption_counts(campaign);

-- The day that a campaign counts as today.
CREATE FUNCTION campaign_day(zone text, moment timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT (moment AT TIME ZONE coalesce(zone, 'UTC'))::date
$$;

-- How many more a subject may have by each of its limits; NULL = any number.
CREATE FUNCTION subject_room(p campaign, of_subject text, moment timestamptz) RETURNS int LANGUAGE sql STABLE AS $$
  SELECT least(
    p.limit_per_subject - coalesce(s.issued, 0),
    p.limit_per_subject_day - CASE WHEN s.last_day = day THEN s.by_day ELSE 0 END,
    p.limit_per_subject_week
      - CASE WHEN date_trunc('week', s.last_day) = date_trunc('week', day) THEN s.by_week ELSE 0 END,
    p.limit_per_subject_month
      - CASE WHEN date_trunc('month', s.last_day) = date_trunc('month', day) THEN s.by_month ELSE 0 END)
  FROM (SELECT campaign_day(p.time_zone, moment) AS day) now
    LEFT JOIN coupon_subject s ON s.campaign_id = p.id AND s.subject = of_subject
$$;

-- Why nothing can be had of a campaign just now, whoever asks; NULL when it can. In the order of the contract. The clock
-- decides, not the worker that moves campaigns: scheduled and due is live, active and over is not.
CREATE FUNCTION campaign_gate(p campaign, issuance_now text, moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN issuance_now IS DISTINCT FROM 'on' THEN 'promotions_paused'
    WHEN p.status IN ('draft', 'archived') THEN 'campaign_not_active'
    WHEN p.status <> 'ended' AND p.starts_at > moment THEN 'campaign_not_started'
    WHEN p.status = 'ended' OR p.ends_at <= moment THEN 'campaign_ended'
    WHEN p.status = 'paused' OR p.issuance = 'paused' THEN 'campaign_paused'
    WHEN NOT windows_are_open(p.windows, p.time_zone, moment) THEN 'campaign_closed'
  END
$$;

-- Whether a checkout is the one that holds the coupon: the coupon's own subject, unless both told an order and they differ.
CREATE FUNCTION holds_coupon(k coupon, by_subject text, by_order text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(by_subject = k.subject, false)
    AND (k.held_order IS NULL OR by_order IS NULL OR by_order = k.held_order)
$$;

-- The first reason against this redemption, in the order of the contract; NULL when there is none. Asked by validate, hold
-- and redeem alike. Two are wrong fields rather than states: `wrong_currency`, and `amount_needed`, when only the order's
-- amount tells what the coupon costs or whether the order is large enough. `budget_exhausted` comes last: a coupon that
-- holds less than it costs (its cost was unknown when it was issued) may not break the budget.
-- A shared code is issued and redeemed at once, to whoever brings it: whatever stops issuing stops it too.
CREATE FUNCTION redemption_refusal(
  p campaign, k coupon, s promotion_switch, by_subject text, by_order text, amount bigint, currency text, eligible boolean,
  moment timestamptz
) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    CASE
      WHEN currency <> p.discount_currency THEN 'wrong_currency'
      WHEN s.redemption IS DISTINCT FROM 'on' OR p.redemption = 'paused' THEN 'redemption_paused'
    END,
    CASE WHEN p.kind = 'shared_code' THEN campaign_gate(p, s.issuance, moment) END,
    CASE
      WHEN k.status = 'revoked' THEN 'coupon_revoked'
      WHEN k.status = 'redeemed' THEN 'coupon_already_redeemed'
      WHEN k.status = 'expired' OR k.expires_at <= moment THEN 'coupon_expired'
      WHEN k.status = 'held' AND k.held_until > moment AND NOT holds_coupon(k, by_subject, by_order) THEN 'coupon_held'
      WHEN by_subject <> k.subject THEN 'subject_mismatch'
      WHEN p.kind = 'shared_code' AND by_subject IS NOT NULL THEN CASE
        WHEN NOT eligible
          OR EXISTS (SELECT 1 FROM deny_entry d WHERE d.attribute = 'subject' AND d.value = by_subject)
          OR p.deny_listed > 0 AND EXISTS (
            SELECT 1 FROM campaign_list_entry e
            WHERE e.campaign_id = p.id AND e.list = 'deny' AND e.subject = by_subject)
          OR p.allow_listed > 0 AND NOT EXISTS (
            SELECT 1 FROM campaign_list_entry e
            WHERE e.campaign_id = p.id AND e.list = 'allow' AND e.subject = by_subject)
          THEN 'not_eligible'
        WHEN subject_room(p, by_subject, moment) <= 0 THEN 'subject_limit_reached'
      END
    END,
    CASE
      WHEN p.discount_min_order IS NOT NULL AND amount IS NULL THEN 'amount_needed'
      WHEN amount < p.discount_min_order THEN 'order_below_minimum'
      WHEN p.stack_group IS NOT NULL AND EXISTS (
        SELECT 1 FROM redemption r
        WHERE r.order_id = by_order AND r.stack_group = p.stack_group AND r.rolled_back_at IS NULL)
        THEN 'coupon_not_stackable'
      WHEN p.limit_discount IS NULL OR p.discount_kind IN ('free_tokens', 'free_days') THEN NULL
      WHEN coupon_discount(p.discount_kind, p.discount_value, p.discount_max_amount, amount) IS NULL
        AND k.discount_held < coalesce(coupon_most_discount(p.discount_kind, p.discount_value, p.discount_max_amount),
          k.discount_held + 1) THEN 'amount_needed'
      WHEN p.discount_spent + p.discount_open - k.discount_held
        + coupon_discount(p.discount_kind, p.discount_value, p.discount_max_amount, amount) > p.limit_discount
        THEN 'budget_exhausted'
    END,
    CASE WHEN p.kind = 'shared_code' AND p.redeemed + p.revoked >= p.limit_coupons THEN 'campaign_exhausted' END)
$$;

CREATE OR REPLACE FUNCTION redemption_answer(r redemption, code text, campaign_key text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_strip_nulls(jsonb_build_object(
    'id', r.id, 'code', code, 'campaign', campaign_key, 'subject', r.subject, 'orderId', r.order_id,
    'amount', r.amount, 'discountAmount', r.discount_amount, 'currency', r.currency,
    'refundedAmount', nullif(r.refunded_amount, 0),
    'redeemedAt', wire_time(r.redeemed_at), 'rolledBackAt', wire_time(r.rolled_back_at)))
$$;

CREATE FUNCTION save_redemption_counts(p campaign) RETURNS void LANGUAGE sql AS $$
  UPDATE campaign
  SET issued = p.issued, redeemed = p.redeemed, discount_spent = p.discount_spent, discount_open = p.discount_open
  WHERE id = p.id AND (issued, redeemed, discount_spent, discount_open)
    IS DISTINCT FROM (p.issued, p.redeemed, p.discount_spent, p.discount_open)
$$;

-- One more for a subject, in all and in the day, week and month that `day` lies in.
CREATE FUNCTION count_for_subject(of_campaign uuid, of_subject text, day date) RETURNS void LANGUAGE sql AS $$
  INSERT INTO coupon_subject AS s (campaign_id, subject, issued, last_day, by_day, by_week, by_month)
  VALUES (of_campaign, of_subject, 1, day, 1, 1, 1)
  ON CONFLICT (campaign_id, subject) DO UPDATE SET issued = s.issued + 1, last_day = EXCLUDED.last_day,
    by_day = 1 + CASE WHEN s.last_day = EXCLUDED.last_day THEN s.by_day ELSE 0 END,
    by_week = 1 + CASE WHEN date_trunc('week', s.last_day) = date_trunc('week', EXCLUDED.last_day) THEN s.by_week ELSE 0 END,
    by_month = 1 + CASE WHEN date_trunc('month', s.last_day) = date_trunc('month', EXCLUDED.last_day) THEN s.by_month ELSE 0 END
$$;

-- Redeems each caller's coupon, or says why not: the nth entry of every array is the nth caller, `codes` without dashes.
-- Callers of one coupon are decided in order. 'busy': another transaction holds the coupon just now; ask again.
-- 'terms_changed': the caller was judged by other rules than those that stand (`answer` names the campaign); judge again.
-- A discount that is not known (no amount told) keeps what the coupon holds of the budget; a known one replaces it.
-- Campaigns without a currency have no budget: their discounts stand in the redemptions only.
-- No two callers of a batch may share an idempotency scope and key (the lane sees to it).
CREATE FUNCTION redeem_coupons(
  codes text[], subjects text[], redemption_ids uuid[], order_ids text[], amounts bigint[], currencies text[],
  terms_versions int[], eligibles boolean[], scopes text[], idempotency_keys text[], request_hashes text[]
) RETURNS TABLE (n int, refusal text, refusal_at timestamptz, replayed boolean, answer jsonb)
LANGUAGE plpgsql VOLATILE
-- plans are kept: one made while a table was small must not read all of it when it has grown
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  s promotion_switch;
  moment timestamptz;
  coupon_ids uuid[];
  shared_ids uuid[];
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
  SELECT * INTO s FROM promotion_switch WHERE id = 1;
  SELECT coalesce(array_agg(l.id), '{}'), coalesce(array_agg(DISTINCT l.campaign_id), '{}')
    INTO coupon_ids, campaign_ids
    FROM (
      SELECT id, campaign_id FROM coupon
      WHERE translate(code, '- ', '') = ANY (codes) AND issued_at IS NOT NULL FOR UPDATE SKIP LOCKED
    ) l;
  -- nobody's codes: shared ones, which only their campaign's row keeps in order, and revoked ones that were never issued
  SELECT coalesce(array_agg(id), '{}'), campaign_ids || coalesce(array_agg(campaign_id), '{}')
    INTO shared_ids, campaign_ids
    FROM coupon WHERE translate(code, '- ', '') = ANY (codes) AND issued_at IS NULL AND status <> 'available';
  PERFORM 1 FROM campaign WHERE id = ANY (campaign_ids) ORDER BY key FOR UPDATE;
  with_room := campaigns_with_room(campaign_ids);
  moment := date_trunc('milliseconds', clock_timestamp());

  FOR q IN
    SELECT asked.*, known.id AS coupon_id, known.campaign_id, kept.request_hash AS kept_hash, kept.response
    FROM unnest(codes, subjects, redemption_ids, order_ids, amounts, currencies, terms_versions, eligibles, scopes,
        idempotency_keys, request_hashes) WITH ORDINALITY
      AS asked (code, subject, id, order_id, amount, currency, terms, eligible, scope, key, request_hash, n)
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
    refusal_at := NULL;
    refusal := CASE
      WHEN replayed THEN NULL
      WHEN q.kept_hash <> q.request_hash THEN 'idempotency_key_reused'
      WHEN q.coupon_id IS NULL THEN
        CASE WHEN EXISTS (SELECT 1 FROM retired_code o WHERE o.plain = q.code) THEN 'coupon_revoked'
          ELSE 'coupon_not_found' END
      WHEN q.coupon_id <> ALL (coupon_ids || shared_ids) THEN 'busy'
    END;
    IF refusal IS NULL AND NOT replayed THEN
      IF p.id IS DISTINCT FROM q.campaign_id THEN
        PERFORM save_redemption_counts(p);
        SELECT * INTO p FROM campaign WHERE id = q.campaign_id;
      END IF;
      -- as the callers before left it
      SELECT * INTO k FROM coupon WHERE id = q.coupon_id;
      IF p.kind = 'shared_code' AND p.eligibility IS NOT NULL AND q.terms IS DISTINCT FROM p.terms_version THEN
        refusal := 'terms_changed';
        answer := jsonb_build_object('campaign', p.key);
        RETURN NEXT;
        CONTINUE;
      END IF;
      refusal := redemption_refusal(p, k, s, q.subject, q.order_id, q.amount, q.currency, q.eligible, moment);
      IF refusal = 'budget_exhausted' THEN
        -- a budget held by coupons whose time is over, and which no worker has swept yet, is no reason to refuse
        PERFORM save_redemption_counts(p);
        PERFORM expire_coupons_of(p.id, moment, 500);
        SELECT * INTO p FROM campaign WHERE id = q.campaign_id;
        refusal := redemption_refusal(p, k, s, q.subject, q.order_id, q.amount, q.currency, q.eligible, moment);
      END IF;
      refusal_at := CASE refusal WHEN 'campaign_not_started' THEN p.starts_at WHEN 'campaign_ended' THEN p.ends_at END;
      IF refusal = 'order_below_minimum' THEN
        answer := jsonb_build_object('minOrder', p.discount_min_order, 'currency', p.discount_currency);
      END IF;
      IF refusal IS NULL THEN
        discount := coupon_discount(p.discount_kind, p.discount_value, p.discount_max_amount, q.amount);
        INSERT INTO redemption (id, coupon_id, campaign_id, subject, order_id, amount, currency, discount_amount,
            redeemed_at, stack_group, shared)
          VALUES (q.id, k.id, p.id, q.subject, q.order_id, q.amount,
            coalesce(q.currency, CASE WHEN discount IS NOT NULL THEN p.discount_currency END), discount, moment,
            p.stack_group, p.kind = 'shared_code')
          RETURNING * INTO r;
        IF r.shared THEN
          p.issued := p.issued + 1;
          PERFORM count_for_subject(p.id, q.subject, campaign_day(p.time_zone, moment));
          INSERT INTO coupon_minute AS m (campaign_id, minute, issued)
            VALUES (p.id, date_trunc('minute', moment, 'UTC'), 1)
            ON CONFLICT (campaign_id, minute) DO UPDATE SET issued = m.issued + 1;
        ELSE
          UPDATE coupon SET status = 'redeemed', redeemed_at = moment, held_until = NULL, held_order = NULL,
              discount_held = CASE WHEN discount IS NULL THEN discount_held ELSE 0 END
            WHERE id = k.id;
        END IF;
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

-- Takes a redemption back, once, whatever the campaign's state; its redemption count and discount are free. By the policy
-- `returns` the coupon is `issued` again (`expired` when its time is over) and holds again the most it may cost, or what
-- the budget still has: other coupons may have been issued from what it gave back. By `uses_up` it is out of use. A NULL
-- policy is the campaign's.
CREATE FUNCTION roll_back_redemption(redemption_id uuid, policy text) RETURNS TABLE (outcome text, answer jsonb)
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
  uses_up boolean;
  with_room uuid[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(731001);
  SELECT * INTO r FROM redemption WHERE id = redemption_id;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'not_found', NULL::jsonb;
    RETURN;
  END IF;
  IF r.shared THEN
    SELECT * INTO k FROM coupon WHERE id = r.coupon_id;
  ELSE
    SELECT * INTO k FROM coupon WHERE id = r.coupon_id FOR UPDATE SKIP LOCKED;
  END IF;
  IF k.id IS NULL THEN
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
    uses_up := coalesce(policy, p.rollback_policy) = 'uses_up';
    is_over := NOT r.shared AND NOT uses_up AND coalesce(k.expires_at <= moment, false);
    freed := CASE WHEN p.discount_currency IS NULL THEN 0 ELSE coalesce(r.discount_amount, 0) END;
    held := CASE
      WHEN r.shared OR is_over OR uses_up THEN 0
      WHEN r.discount_amount IS NULL THEN k.discount_held
      ELSE least(coalesce(coupon_most_discount(p.discount_kind, p.discount_value, p.discount_max_amount), 0),
        p.limit_discount - p.discount_spent + freed - p.discount_open)
    END;
    UPDATE redemption SET rolled_back_at = moment, used_up = uses_up WHERE id = r.id RETURNING * INTO r;
    IF r.shared THEN
      IF NOT uses_up THEN
        UPDATE coupon_subject s SET issued = s.issued - 1,
            by_day = s.by_day - (s.last_day = d.day)::int,
            by_week = s.by_week - (date_trunc('week', s.last_day) = date_trunc('week', d.day))::int,
            by_month = s.by_month - (date_trunc('month', s.last_day) = date_trunc('month', d.day))::int
          FROM (SELECT campaign_day(p.time_zone, r.redeemed_at) AS day) d
          WHERE s.campaign_id = p.id AND s.subject = r.subject;
      END IF;
    ELSE
      UPDATE coupon SET status = CASE WHEN uses_up THEN 'revoked' WHEN is_over THEN 'expired' ELSE 'issued' END,
          redeemed_at = NULL, revoked_at = CASE WHEN uses_up THEN moment END, discount_held = held
        WHERE id = k.id;
    END IF;
    UPDATE campaign SET redeemed = redeemed - 1, expired = expired + is_over::int, revoked = revoked + uses_up::int,
        discount_spent = discount_spent - freed, discount_open = discount_open + held - k.discount_held
      WHERE id = p.id;
    PERFORM tell_flag_readers(ARRAY[p.id], with_room);
  END IF;
  RETURN QUERY SELECT 'rolled_back', redemption_answer(r, k.code, (SELECT key FROM campaign WHERE id = k.campaign_id));
END $$;

-- Gives back `part` of an order's amount (minor units): the discount falls in the same proportion, rounded half up from the
-- whole, so that parts come to the same as one. The budget has the difference again.
CREATE FUNCTION refund_redemption(redemption_id uuid, refund_id uuid, part bigint, part_currency text)
RETURNS TABLE (outcome text, left_amount bigint, answer jsonb)
LANGUAGE plpgsql VOLATILE SET lock_timeout = '2s' AS $$
#variable_conflict use_column
DECLARE
  moment timestamptz;
  of_campaign uuid;
  p campaign;
  r redemption;
  whole bigint;
  remains bigint;
  with_room uuid[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(731001);
  SELECT campaign_id INTO of_campaign FROM redemption WHERE id = redemption_id;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'not_found', NULL::bigint, NULL::jsonb;
    RETURN;
  END IF;
  -- the campaign's row keeps refunds, rollbacks and redemptions apart
  SELECT * INTO p FROM campaign WHERE id = of_campaign FOR UPDATE;
  with_room := campaigns_with_room(ARRAY[of_campaign]);
  moment := date_trunc('milliseconds', clock_timestamp());
  SELECT * INTO r FROM redemption WHERE id = redemption_id;
  outcome := CASE
    WHEN r.rolled_back_at IS NOT NULL THEN 'rolled_back'
    WHEN r.amount IS NULL THEN 'amount_unknown'
    WHEN part_currency <> r.currency THEN 'wrong_currency'
    WHEN part > r.amount - r.refunded_amount THEN 'too_much'
    ELSE 'refunded'
  END;
  IF outcome = 'refunded' THEN
    whole := r.discount_amount + r.refunded_discount;
    remains := round(whole::numeric * (r.amount - r.refunded_amount - part) / r.amount);
    INSERT INTO redemption_refund (id, redemption_id, amount, discount, refunded_at)
      VALUES (refund_id, r.id, part, coalesce(r.discount_amount - remains, 0), moment);
    UPDATE campaign SET discount_spent = discount_spent - (r.discount_amount - remains)
      WHERE id = p.id AND discount_currency IS NOT NULL AND r.discount_amount > remains;
    UPDATE redemption SET refunded_amount = refunded_amount + part, discount_amount = remains,
        refunded_discount = coalesce(whole - remains, 0)
      WHERE id = r.id RETURNING * INTO r;
    PERFORM tell_flag_readers(ARRAY[p.id], with_room);
  END IF;
  RETURN QUERY SELECT outcome, r.amount - r.refunded_amount,
    redemption_answer(r, (SELECT code FROM coupon WHERE id = r.coupon_id), p.key);
END $$;

-- Keeps a coupon for one checkout. Its own checkout may ask again and gets more time; another one is refused while the
-- hold lasts. A hold ends at the coupon's own end.
CREATE FUNCTION hold_coupon(plain_code text, by_subject text, by_order text, minutes int)
RETURNS TABLE (outcome text, answer jsonb)
LANGUAGE plpgsql VOLATILE SET lock_timeout = '2s' AS $$
#variable_conflict use_column
DECLARE
  moment timestamptz;
  known uuid;
  s promotion_switch;
  p campaign;
  k coupon;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(731001);
  SELECT * INTO s FROM promotion_switch WHERE id = 1;
  SELECT id INTO known FROM coupon WHERE translate(code, '- ', '') = plain_code AND status <> 'available';
  SELECT * INTO k FROM coupon WHERE id = known FOR UPDATE SKIP LOCKED;
  SELECT * INTO p FROM campaign WHERE id = k.campaign_id;
  moment := date_trunc('milliseconds', clock_timestamp());
  outcome := CASE
    WHEN known IS NULL THEN
      CASE WHEN EXISTS (SELECT 1 FROM retired_code o WHERE o.plain = plain_code) THEN 'coupon_revoked'
        ELSE 'coupon_not_found' END
    WHEN k.id IS NULL THEN 'busy'
    WHEN p.kind = 'shared_code' THEN 'code_is_shared'
    ELSE coalesce(nullif(redemption_refusal(p, k, s, by_subject, by_order, NULL, NULL, true, moment), 'amount_needed'), 'held')
  END;
  IF outcome = 'held' THEN
    UPDATE coupon SET status = 'held', held_until = least(moment + make_interval(mins => minutes), k.expires_at),
        held_order = coalesce(by_order, CASE WHEN k.held_until > moment THEN k.held_order END)
      WHERE id = k.id RETURNING * INTO k;
    answer := jsonb_strip_nulls(jsonb_build_object('code', k.code, 'campaign', p.key, 'subject', k.subject,
      'status', 'held', 'orderId', k.held_order, 'heldUntil', wire_time(k.held_until)));
  END IF;
  RETURN NEXT;
END $$;

-- Ends a hold before its time; without one nothing happens. Another checkout's hold is refused.
CREATE FUNCTION release_coupon(plain_code text, by_subject text, by_order text) RETURNS TABLE (outcome text)
LANGUAGE plpgsql VOLATILE SET lock_timeout = '2s' AS $$
#variable_conflict use_column
DECLARE
  known uuid;
  k coupon;
BEGIN
  SELECT id INTO known FROM coupon WHERE translate(code, '- ', '') = plain_code AND status <> 'available';
  SELECT * INTO k FROM coupon WHERE id = known FOR UPDATE SKIP LOCKED;
  outcome := CASE
    WHEN known IS NULL THEN 'coupon_not_found'
    WHEN k.id IS NULL THEN 'busy'
    WHEN k.status = 'held' AND k.held_until > clock_timestamp() AND NOT holds_coupon(k, by_subject, by_order)
      THEN 'coupon_held'
    WHEN by_subject <> k.subject THEN 'subject_mismatch'
    ELSE 'released'
  END;
  IF outcome = 'released' AND k.status = 'held' THEN
    UPDATE coupon SET status = 'issued', held_until = NULL, held_order = NULL WHERE id = k.id;
  END IF;
  RETURN NEXT;
END $$;

-- Takes coupons of one campaign out of use and frees what they hold; codes in wait too. Those that another transaction
-- holds, and those that are redeemed, expired or revoked, are passed over. The caller's transaction may be a longer one.
CREATE FUNCTION revoke_coupons(of_campaign uuid, coupon_ids uuid[]) RETURNS bigint
LANGUAGE plpgsql VOLATILE SET lock_timeout = '2s' AS $$
DECLARE
  moment timestamptz;
  with_room uuid[];
  free uuid[];
  taken bigint;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(731001);
  moment := date_trunc('milliseconds', clock_timestamp());
  SELECT coalesce(array_agg(l.id), '{}') INTO free FROM (
    SELECT k.id FROM coupon k
    WHERE k.id = ANY (coupon_ids) AND k.campaign_id = of_campaign
      AND (k.status IN ('issued', 'held') AND k.issued_at IS NOT NULL AND (k.expires_at IS NULL OR k.expires_at > moment)
        OR k.status = 'available')
    FOR UPDATE SKIP LOCKED
  ) l;
  PERFORM 1 FROM campaign WHERE id = of_campaign FOR UPDATE;
  with_room := campaigns_with_room(ARRAY[of_campaign]);
  WITH gone AS (
    UPDATE coupon k SET status = 'revoked', revoked_at = moment, discount_held = 0, held_until = NULL, held_order = NULL
    FROM coupon was WHERE k.id = ANY (free) AND was.id = k.id
    RETURNING was.discount_held AS held, k.issued_at IS NOT NULL AS was_issued
  ), total AS (
    SELECT count(*) AS coupons, count(*) FILTER (WHERE was_issued) AS issued, coalesce(sum(held), 0) AS held FROM gone
  ), counted AS (
    UPDATE campaign SET revoked = revoked + total.issued, available = available - (total.coupons - total.issued),
      discount_open = discount_open - total.held
    FROM total WHERE campaign.id = of_campaign AND total.coupons > 0
  )
  SELECT coupons INTO taken FROM total;
  PERFORM tell_flag_readers(ARRAY[of_campaign], with_room);
  RETURN taken;
END $$;

-- Takes one coupon out of use. Twice is no error; a redeemed or expired one is refused, a shared code too.
CREATE FUNCTION revoke_coupon(plain_code text) RETURNS TABLE (
  outcome text, shown_code text, campaign_key text, status_before text
)
LANGUAGE plpgsql VOLATILE SET lock_timeout = '2s' AS $$
#variable_conflict use_column
DECLARE
  known uuid;
  k coupon;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(731001);
  SELECT id INTO known FROM coupon WHERE translate(code, '- ', '') = plain_code;
  SELECT * INTO k FROM coupon WHERE id = known FOR UPDATE SKIP LOCKED;
  outcome := CASE
    WHEN known IS NULL THEN
      CASE WHEN EXISTS (SELECT 1 FROM retired_code o WHERE o.plain = plain_code) THEN 'coupon_revoked'
        ELSE 'coupon_not_found' END
    WHEN k.id IS NULL THEN 'busy'
    WHEN k.status = 'revoked' THEN 'unchanged'
    WHEN k.status = 'redeemed' THEN 'coupon_already_redeemed'
    WHEN k.status = 'expired' OR k.expires_at <= clock_timestamp() THEN 'coupon_expired'
    WHEN k.issued_at IS NULL AND k.status = 'issued' THEN 'code_is_shared'
    ELSE 'revoked'
  END;
  IF outcome = 'revoked' AND revoke_coupons(k.campaign_id, ARRAY[k.id]) = 0 THEN
    outcome := 'busy';
  END IF;
  RETURN QUERY SELECT outcome, k.code, (SELECT key FROM campaign WHERE id = k.campaign_id), k.status;
END $$;

-- Gives a coupon a new code: the old one is dead, the coupon, its subject and its place in every count stay. A revoked or
-- expired one is issued again, when the budget has what it may cost and it has time left. Redeemed ones are refused.
CREATE FUNCTION reissue_coupon(plain_code text, new_code text) RETURNS TABLE (
  outcome text, old_code text, campaign_key text, status_before text
)
LANGUAGE plpgsql VOLATILE SET lock_timeout = '2s' AS $$
#variable_conflict use_column
DECLARE
  moment timestamptz;
  known uuid;
  p campaign;
  k coupon;
  most bigint;
  new_end timestamptz;
  was_out boolean;
  with_room uuid[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(731001);
  SELECT id INTO known FROM coupon WHERE translate(code, '- ', '') = plain_code AND status <> 'available';
  SELECT * INTO k FROM coupon WHERE id = known FOR UPDATE SKIP LOCKED;
  IF k.id IS NOT NULL THEN
    PERFORM 1 FROM campaign WHERE id = k.campaign_id FOR UPDATE;
    with_room := campaigns_with_room(ARRAY[k.campaign_id]);
    moment := date_trunc('milliseconds', clock_timestamp());
    PERFORM expire_coupons_of(k.campaign_id, moment, 500);
    SELECT * INTO k FROM coupon WHERE id = known;
    SELECT * INTO p FROM campaign WHERE id = k.campaign_id;
  END IF;
  was_out := k.status IN ('revoked', 'expired');
  new_end := CASE
    WHEN was_out AND k.expires_at <= moment THEN coalesce(moment + make_interval(hours => p.coupon_valid_hours), p.ends_at)
    ELSE k.expires_at
  END;
  most := CASE WHEN was_out
    THEN coalesce(coupon_most_discount(p.discount_kind, p.discount_value, p.discount_max_amount), 0) ELSE k.discount_held END;
  outcome := CASE
    WHEN known IS NULL THEN
      CASE WHEN EXISTS (SELECT 1 FROM retired_code o WHERE o.plain = plain_code) THEN 'coupon_revoked'
        ELSE 'coupon_not_found' END
    WHEN k.id IS NULL THEN 'busy'
    WHEN k.issued_at IS NULL AND k.status = 'issued' THEN 'code_is_shared'
    WHEN k.issued_at IS NULL THEN 'coupon_revoked'
    WHEN k.status = 'redeemed' THEN 'coupon_already_redeemed'
    WHEN new_end <= moment THEN 'coupon_expired'
    WHEN was_out AND p.discount_spent + p.discount_open + greatest(most, 1) > p.limit_discount THEN 'budget_exhausted'
    ELSE 'reissued'
  END;
  IF outcome = 'reissued' THEN
    INSERT INTO retired_code (plain, coupon_id, retired_at) VALUES (translate(k.code, '- ', ''), k.id, moment);
    UPDATE coupon SET code = new_code, status = 'issued', held_until = NULL, held_order = NULL, revoked_at = NULL,
        expires_at = new_end, discount_held = most
      WHERE id = k.id;
    IF was_out THEN
      UPDATE campaign SET revoked = revoked - (k.status = 'revoked')::int, expired = expired - (k.status = 'expired')::int,
          discount_open = discount_open + most
        WHERE id = p.id;
    END IF;
    PERFORM tell_flag_readers(ARRAY[p.id], with_room);
  END IF;
  RETURN QUERY SELECT outcome, k.code, p.key, k.status;
END $$;
