-- Issues a coupon to each caller of a batch, or says why not: the nth entry of every array is the nth caller.
-- Every caller is decided in order, as if they had come one after the other; nobody's refusal touches another.
-- No two callers of a batch may share an idempotency scope and key (the lane sees to it).
CREATE FUNCTION issue_coupons(
  campaign_keys text[], subjects text[], coupon_ids uuid[], code_endings text[],
  scopes text[], idempotency_keys text[], request_hashes text[]
) RETURNS TABLE (n int, refusal text, refusal_at timestamptz, replayed boolean, answer jsonb)
LANGUAGE plpgsql VOLATILE
-- plans are kept: one made while a table was small must not read all of it when it has grown
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  issuance_now text;
  moment timestamptz;
  locked uuid[];
  with_room uuid[];
  short record;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(731001);
  -- From here on a pause waits for us, and one that committed before is seen: each statement has a snapshot of its own.
  SELECT issuance INTO issuance_now FROM promotion_switch WHERE id = 1;
  SELECT coalesce(array_agg(c.id), '{}') INTO locked
    FROM (SELECT id FROM campaign WHERE key = ANY (campaign_keys) ORDER BY key FOR UPDATE) c;
  with_room := campaigns_with_room(locked);
  moment := date_trunc('milliseconds', clock_timestamp());

  -- A budget may be held by coupons whose time is over and which no worker has swept yet: that is no reason to refuse.
  FOR short IN
    SELECT c.id, count(*) AS wanted
    FROM unnest(campaign_keys) AS asked (key) JOIN campaign c ON c.key = asked.key
    WHERE issuance_now = 'on' AND c.limit_discount IS NOT NULL
    GROUP BY c.id
    HAVING c.discount_spent + c.discount_open
      + count(*) * coupon_most_discount(c.discount_kind, c.discount_value, c.discount_max_amount) > c.limit_discount
  LOOP
    PERFORM expire_coupons_of(short.id, moment, short.wanted);
  END LOOP;

  RETURN QUERY
  WITH asked AS (
    SELECT q.n::int AS n, q.campaign_key, q.subject, q.coupon_id, q.scope, q.idempotency_key, q.request_hash,
      kept.response AS kept, c.id AS campaign_id, c.starts_at, c.ends_at,
      c.discount_kind, c.discount_value, c.discount_currency, c.discount_max_amount,
      c.code_prefix || CASE WHEN c.code_prefix = '' OR c.code_prefix LIKE '%-' THEN '' ELSE '-' END
        || q.code_ending AS code,
      coalesce(moment + make_interval(hours => c.coupon_valid_hours), c.ends_at) AS expires_at,
      coupon_most_discount(c.discount_kind, c.discount_value, c.discount_max_amount) AS most,
      -- what each limit leaves; NULL = no end of it
      c.limit_per_subject - coalesce(had.issued, 0) AS by_subject,
      c.limit_coupons - c.issued AS by_count,
      CASE
        WHEN coupon_most_discount(c.discount_kind, c.discount_value, c.discount_max_amount) IS NOT NULL
          THEN (c.limit_discount - c.discount_spent - c.discount_open)
            / coupon_most_discount(c.discount_kind, c.discount_value, c.discount_max_amount)
        WHEN c.discount_spent + c.discount_open >= c.limit_discount THEN 0
      END AS by_money,
      CASE
        WHEN kept.request_hash <> q.request_hash THEN 'idempotency_key_reused'
        WHEN kept.request_hash IS NOT NULL THEN 'replayed'
        WHEN c.id IS NULL THEN 'not_found'
        WHEN issuance_now IS DISTINCT FROM 'on' THEN 'promotions_paused'
        WHEN c.status IN ('draft', 'archived') THEN 'campaign_not_active'
        -- the clock decides, not the worker that moves campaigns: scheduled and due is live, active and over is not
        WHEN c.status <> 'ended' AND c.starts_at > moment THEN 'campaign_not_started'
        WHEN c.status = 'ended' OR c.ends_at <= moment THEN 'campaign_ended'
        WHEN c.status = 'paused' OR c.issuance = 'paused' THEN 'campaign_paused'
        -- not_eligible: rules on the subject and its attributes are asked here
      END AS gate
    FROM unnest(campaign_keys, subjects, coupon_ids, code_endings, scopes, idempotency_keys, request_hashes)
      WITH ORDINALITY
      AS q (campaign_key, subject, coupon_id, code_ending, scope, idempotency_key, request_hash, n)
    LEFT JOIN campaign c ON c.key = q.campaign_key
    -- OFFSET 0 keeps each of these one look-up by its whole key, whatever the planner thinks of a small table
    LEFT JOIN LATERAL (
      SELECT s.issued FROM coupon_subject s WHERE s.campaign_id = c.id AND s.subject = q.subject OFFSET 0
    ) had ON true
    LEFT JOIN LATERAL (
      SELECT k.request_hash, k.response FROM idempotency_record k
      WHERE k.scope = q.scope AND k.key = q.idempotency_key AND k.created_at > moment - interval '24 hours' OFFSET 0
    ) kept ON true
  ), ranked AS (
    -- whom the limit per subject lets through, if all before them of the same subject get one
    SELECT *, gate IS NULL AND coalesce(
      count(*) FILTER (WHERE gate IS NULL) OVER (PARTITION BY campaign_id, subject ORDER BY n) <= by_subject,
      true) AS lets
    FROM asked
  ), placed AS (
    SELECT *, lets AND coalesce(
      count(*) FILTER (WHERE lets) OVER (PARTITION BY campaign_id ORDER BY n) <= least(by_count, by_money),
      true) AS granted
    FROM ranked
  ), decided AS (
    SELECT *, CASE
      WHEN gate IS NOT NULL THEN gate
      WHEN granted THEN NULL
      WHEN count(*) FILTER (WHERE granted) OVER (PARTITION BY campaign_id, subject ORDER BY n) >= by_subject
        THEN 'subject_limit_reached'
      WHEN by_money <= coalesce(by_count, by_money) THEN 'budget_exhausted'
      ELSE 'campaign_exhausted'
    END AS refusal
    FROM placed
  ), outcome AS MATERIALIZED (
    SELECT *, CASE WHEN refusal IS NULL THEN jsonb_build_object(
        'id', coupon_id, 'code', code, 'campaign', campaign_key, 'subject', subject, 'status', 'issued',
        'discount', jsonb_strip_nulls(jsonb_build_object('kind', discount_kind, 'value', discount_value,
          'currency', discount_currency, 'maxAmount', discount_max_amount)),
        'issuedAt', wire_time(moment), 'expiresAt', wire_time(expires_at)
      ) END AS answer
    FROM decided
  ), issued AS (
    INSERT INTO coupon (id, campaign_id, code, subject, status, discount_held, issued_at, expires_at)
    SELECT coupon_id, campaign_id, code, subject, 'issued', coalesce(most, 0), moment, expires_at
    FROM outcome WHERE refusal IS NULL
  ), per_subject AS (
    INSERT INTO coupon_subject AS s (campaign_id, subject, issued)
    SELECT campaign_id, subject, count(*) FROM outcome WHERE refusal IS NULL GROUP BY 1, 2
    ON CONFLICT (campaign_id, subject) DO UPDATE SET issued = s.issued + EXCLUDED.issued
  ), per_campaign AS (
    UPDATE campaign c SET issued = c.issued + o.coupons, discount_open = c.discount_open + o.held
    FROM (
      SELECT campaign_id, count(*) AS coupons, sum(coalesce(most, 0)) AS held
      FROM outcome WHERE refusal IS NULL GROUP BY 1
    ) o WHERE c.id = o.campaign_id
  ), remembered AS (
    INSERT INTO idempotency_record (scope, key, request_hash, status, response, created_at)
    SELECT scope, idempotency_key, request_hash, 201, answer, moment
    FROM outcome WHERE refusal IS NULL AND scope IS NOT NULL
    ON CONFLICT (scope, key) DO UPDATE SET request_hash = EXCLUDED.request_hash, status = EXCLUDED.status,
      response = EXCLUDED.response, created_at = EXCLUDED.created_at
  )
  SELECT n, nullif(refusal, 'replayed'),
    CASE refusal WHEN 'campaign_not_started' THEN starts_at WHEN 'campaign_ended' THEN ends_at END,
    refusal IS NOT DISTINCT FROM 'replayed',
    CASE WHEN refusal = 'replayed' THEN kept ELSE answer END
  FROM outcome ORDER BY n;

  PERFORM tell_flag_readers(locked, with_room);
END $$;
