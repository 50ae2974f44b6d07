-- limits.costToServe: what a campaign may cost in all, discounts and the inference of its coupon users together.
-- lib/campaigns/serve-budget.ts says the same in TypeScript; a test holds the two together.

-- The limit in micro-units of limit_cost_currency, the reporting currency. limit_expected_micros: inference of one coupon
-- user as a person stated it; serve_expected_micros: what holds, stated or learned. serve_rate: billionths of a micro-unit
-- for one minor unit of the discount's currency. The rest is the true-up of lib/costs: of the first serve_counted coupons
-- so much was metered, and so much is still expected.
ALTER TABLE "campaign"
  ADD COLUMN "limit_cost_micros" BIGINT,
  ADD COLUMN "limit_cost_currency" TEXT,
  ADD COLUMN "limit_expected_micros" BIGINT,
  ADD COLUMN "serve_expected_micros" BIGINT,
  ADD COLUMN "serve_rate" BIGINT,
  ADD COLUMN "serve_metered_micros" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "serve_remaining_micros" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "serve_counted" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "serve_unpriced" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "serve_as_of" TIMESTAMPTZ(3);
ALTER TABLE campaign
  ADD CONSTRAINT campaign_cost_currency CHECK ((limit_cost_micros IS NULL) = (limit_cost_currency IS NULL)),
  ADD CONSTRAINT campaign_cost_expected CHECK (limit_cost_micros IS NULL OR serve_expected_micros IS NOT NULL);

-- What the limit on all costs leaves, in billionths of a micro-unit; below 0 when usage cost more than was expected. NULL
-- without a limit.
CREATE FUNCTION serve_left(c campaign) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT (c.limit_cost_micros - c.serve_metered_micros::numeric - c.serve_remaining_micros
      - c.serve_expected_micros::numeric * (c.issued - c.serve_counted)) * 1000000000
    - (c.discount_spent + c.discount_open)::numeric * coalesce(c.serve_rate, 0)
$$;

-- What one more coupon takes of it at most.
CREATE FUNCTION serve_each(c campaign) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT c.serve_expected_micros::numeric * 1000000000
    + coalesce(coupon_most_discount(c.discount_kind, c.discount_value, c.discount_max_amount), 0)::numeric
      * coalesce(c.serve_rate, 0)
$$;

-- How many more coupons it holds; NULL: any number.
CREATE FUNCTION serve_room(c campaign) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN c.limit_cost_micros IS NULL THEN NULL
    WHEN serve_left(c) < serve_each(c) THEN 0
    WHEN serve_each(c) = 0 THEN NULL
    ELSE least(div(serve_left(c), serve_each(c)), 9007199254740991)::bigint
  END
$$;

CREATE OR REPLACE FUNCTION campaign_room(c campaign) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT (c.limit_coupons IS NULL
      OR CASE c.kind WHEN 'shared_code' THEN c.redeemed + c.revoked ELSE c.issued END < c.limit_coupons)
    AND (c.code_source <> 'pool' OR c.available > 0)
    AND (c.limit_discount IS NULL OR c.discount_spent + c.discount_open
      + greatest(coupon_most_discount(c.discount_kind, c.discount_value, c.discount_max_amount), 1) <= c.limit_discount)
    AND (c.limit_cost_micros IS NULL OR coalesce(serve_room(c) > 0, true))
$$;

-- Writes down what usage told: of the `counted` coupons that were issued at one moment. Nothing when another reading of a
-- later moment was faster, or when the terms are no longer those that it was made by. Issuing waits for it for as long as
-- for one coupon; whoever was let in before is in `issued` above `counted` and keeps its expectation.
CREATE FUNCTION true_up_campaign(
  of_campaign uuid, terms int, moment timestamptz, counted bigint, expected bigint, rate bigint,
  metered bigint, remaining bigint, unpriced bigint
) RETURNS boolean LANGUAGE plpgsql VOLATILE SET lock_timeout = '2s' AS $$
DECLARE
  with_room uuid[];
  written boolean;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(731001);
  PERFORM 1 FROM campaign WHERE id = of_campaign FOR UPDATE;
  with_room := campaigns_with_room(ARRAY[of_campaign]);
  UPDATE campaign c SET serve_counted = counted, serve_expected_micros = expected, serve_rate = rate,
      serve_metered_micros = metered, serve_remaining_micros = remaining, serve_unpriced = unpriced, serve_as_of = moment
    WHERE c.id = of_campaign AND c.limit_cost_micros IS NOT NULL AND c.terms_version = terms
      AND (c.serve_as_of IS NULL OR c.serve_as_of < moment);
  written := FOUND;
  PERFORM tell_flag_readers(ARRAY[of_campaign], with_room);
  RETURN written;
END $$;

-- As before, and within the limit on all costs: by_money and the sweep before a refusal. Supersedes 20261125134000.
-- Issues a coupon to each caller of a batch, or says why not: the nth entry of every array is the nth caller.
-- The answers are those of some order in which the callers could have come one after the other; nobody's refusal touches
-- another. No two callers of a batch may share an idempotency scope and key (the lane sees to it).
--
-- `eligibles`, `held_outs`, `identifiers` and `codes` were worked out before by the terms of version `terms_versions`: when
-- others stand now the answer is 'terms_changed' and nothing happens. 'busy': ask again; another caller of the same batch
-- took what this one might have had, and only the next call can tell what is left, or a code in wait was just locked.
CREATE OR REPLACE FUNCTION issue_coupons(
  campaign_keys text[], subjects text[], coupon_ids uuid[], codes text[],
  scopes text[], idempotency_keys text[], request_hashes text[],
  terms_versions int[], eligibles boolean[], held_outs boolean[], identifiers text[],
  devices text[], addresses text[], inviters text[]
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
  anyone_denied boolean;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(731001);
  -- From here on a pause waits for us, and one that committed before is seen: each statement has a snapshot of its own.
  SELECT issuance INTO issuance_now FROM promotion_switch WHERE id = 1;
  SELECT coalesce(array_agg(c.id), '{}') INTO locked
    FROM (SELECT id FROM campaign WHERE key = ANY (campaign_keys) ORDER BY key FOR UPDATE) c;
  with_room := campaigns_with_room(locked);
  moment := date_trunc('milliseconds', clock_timestamp());
  anyone_denied := EXISTS (SELECT 1 FROM deny_entry);

  -- A budget may be held by coupons whose time is over and which no worker has swept yet: that is no reason to refuse.
  -- Where inference counts too, one that is over gives back less than a new one takes: many are swept for one.
  FOR short IN
    SELECT c.id, CASE WHEN c.limit_cost_micros IS NULL THEN count(*) ELSE greatest(count(*), 500) END AS wanted
    FROM unnest(campaign_keys) AS asked (key) JOIN campaign c ON c.key = asked.key
    WHERE issuance_now = 'on' AND (c.limit_discount IS NOT NULL OR c.limit_cost_micros IS NOT NULL)
    GROUP BY c.id
    HAVING c.discount_spent + c.discount_open
      + count(*) * coupon_most_discount(c.discount_kind, c.discount_value, c.discount_max_amount) > c.limit_discount
      OR c.limit_cost_micros IS NOT NULL AND count(*) > serve_room(c)
  LOOP
    PERFORM expire_coupons_of(short.id, moment, short.wanted);
  END LOOP;

  RETURN QUERY
  WITH live AS MATERIALIZED (
    -- each campaign once: what does not depend on who asks
    SELECT c.id, c.key, c.kind, c.terms_version, c.starts_at, c.ends_at, c.time_zone,
      c.limit_per_subject, c.limit_per_subject_day, c.limit_per_subject_week, c.limit_per_subject_month,
      c.limit_identifier, c.limit_per_identifier, c.limit_per_minute, c.code_source, c.available,
      c.allow_listed, c.deny_listed,
      campaign_gate(c, issuance_now, moment) AS gate,
      campaign_day(c.time_zone, moment) AS day,
      date_trunc('week', campaign_day(c.time_zone, moment))::date AS week,
      date_trunc('month', campaign_day(c.time_zone, moment))::date AS month,
      coalesce(moment + make_interval(hours => c.coupon_valid_hours), c.ends_at) AS expires_at,
      coupon_most_discount(c.discount_kind, c.discount_value, c.discount_max_amount) AS most,
      -- what is the same in each answer
      jsonb_build_object('campaign', c.key, 'status', 'issued',
        'discount', jsonb_strip_nulls(jsonb_build_object('kind', c.discount_kind, 'value', c.discount_value,
          'currency', c.discount_currency, 'maxAmount', c.discount_max_amount, 'minOrder', c.discount_min_order)),
        'issuedAt', wire_time(moment),
        'expiresAt', wire_time(coalesce(moment + make_interval(hours => c.coupon_valid_hours), c.ends_at))) AS said,
      -- what each limit leaves; NULL = no end of it
      least(c.limit_coupons - c.issued, CASE c.code_source WHEN 'pool' THEN c.available END) AS by_count,
      least(CASE
        WHEN coupon_most_discount(c.discount_kind, c.discount_value, c.discount_max_amount) IS NOT NULL
          THEN (c.limit_discount - c.discount_spent - c.discount_open)
            / coupon_most_discount(c.discount_kind, c.discount_value, c.discount_max_amount)
        WHEN c.discount_spent + c.discount_open >= c.limit_discount THEN 0
      END, CASE WHEN c.limit_cost_micros IS NOT NULL THEN serve_room(c) END) AS by_money,
      c.limit_per_minute - pace.issued AS by_minute,
      pace.next_at
    FROM campaign c
    LEFT JOIN LATERAL (
      -- a second counts until it is wholly more than a minute ago: never more than the limit in any sixty seconds
      SELECT coalesce(sum(s.issued), 0) AS issued, min(s.second) + interval '61 seconds' AS next_at
      FROM coupon_second s
      WHERE s.campaign_id = c.id AND s.second >= date_trunc('second', moment) - interval '60 seconds'
    ) pace ON c.limit_per_minute IS NOT NULL
    WHERE c.id = ANY (locked)
  ), asked AS MATERIALIZED (
    SELECT q.n::int AS n, q.subject, q.coupon_id, q.code, q.scope, q.idempotency_key, q.request_hash, q.campaign_key,
      q.device, q.address, q.inviter, kept.response AS kept, c.id AS campaign_id,
      CASE WHEN c.limit_identifier IS NOT NULL THEN q.identifier END AS identifier,
      least(
        c.limit_per_subject - coalesce(had.issued, 0),
        c.limit_per_subject_day - CASE WHEN had.last_day >= c.day THEN had.by_day ELSE 0 END,
        c.limit_per_subject_week - CASE WHEN had.last_day >= c.week THEN had.by_week ELSE 0 END,
        c.limit_per_subject_month - CASE WHEN had.last_day >= c.month THEN had.by_month ELSE 0 END
      ) AS by_subject,
      c.limit_per_subject <= coalesce(had.issued, 0) AS has_all,
      c.limit_per_identifier - coalesce(identified.issued, 0) AS by_identifier,
      c.by_count, c.by_money, c.by_minute,
      CASE
        WHEN kept.request_hash <> q.request_hash THEN 'idempotency_key_reused'
        WHEN kept.request_hash IS NOT NULL THEN 'replayed'
        WHEN c.id IS NULL THEN 'not_found'
        WHEN c.gate IS NOT NULL THEN c.gate
        WHEN c.terms_version <> q.terms_version THEN 'terms_changed'
        WHEN c.kind = 'shared_code' THEN 'code_is_shared'
        WHEN NOT q.eligible THEN 'not_eligible'
        WHEN (c.allow_listed > 0 OR c.deny_listed > 0 OR anyone_denied)
          AND is_listed_out(c.id, c.allow_listed > 0, c.deny_listed > 0, q.subject, q.device, q.address, q.inviter)
          THEN 'not_eligible'
        WHEN q.held_out THEN 'held_out'
        WHEN c.limit_identifier IS NOT NULL AND q.identifier IS NULL THEN 'identifier_needed'
      END AS gate
    FROM unnest(campaign_keys, subjects, coupon_ids, codes, scopes, idempotency_keys, request_hashes,
        terms_versions, eligibles, held_outs, identifiers, devices, addresses, inviters) WITH ORDINALITY
      AS q (campaign_key, subject, coupon_id, code, scope, idempotency_key, request_hash,
        terms_version, eligible, held_out, identifier, device, address, inviter, n)
    LEFT JOIN live c ON c.key = q.campaign_key
    -- OFFSET 0 keeps each of these one look-up by its whole key, whatever the planner thinks of a small table
    LEFT JOIN LATERAL (
      SELECT s.issued, s.last_day, s.by_day, s.by_week, s.by_month FROM coupon_subject s
      WHERE s.campaign_id = c.id AND s.subject = q.subject OFFSET 0
    ) had ON true
    LEFT JOIN LATERAL (
      SELECT i.issued FROM coupon_identifier i
      WHERE i.campaign_id = c.id AND i.attribute = c.limit_identifier AND i.value = q.identifier OFFSET 0
    ) identified ON c.limit_identifier IS NOT NULL
    LEFT JOIN LATERAL (
      SELECT k.request_hash, k.response FROM idempotency_record k
      WHERE k.scope = q.scope AND k.key = q.idempotency_key AND k.created_at > moment - interval '24 hours' OFFSET 0
    ) kept ON true
  ), ranked AS (
    -- whom the limits per subject and per identifier let through, if all before them of the same get one
    SELECT *, gate IS NULL
      AND coalesce(
        count(*) FILTER (WHERE gate IS NULL) OVER (PARTITION BY campaign_id, subject COLLATE "C" ORDER BY n) <= by_subject, true)
      AND (by_identifier IS NULL OR by_identifier > (
        SELECT count(*) FROM asked b
        WHERE b.campaign_id = a.campaign_id AND b.identifier = a.identifier AND b.gate IS NULL AND b.n < a.n))
      AS lets
    FROM asked a
  ), placed AS MATERIALIZED (
    -- room NULL: no limit, so any number
    SELECT *, count(*) FILTER (WHERE lets) OVER (PARTITION BY campaign_id ORDER BY n) AS nth_let,
      CASE WHEN least(by_count, by_money, by_minute) < 0 THEN 0 ELSE least(by_count, by_money, by_minute) END AS room
    FROM ranked
  ), decided AS MATERIALIZED (
    SELECT *, lets AND coalesce(nth_let <= room, true) AS granted,
      -- how many of the campaign are given up to here
      least(nth_let, room) AS nth,
      CASE
        WHEN gate IS NOT NULL THEN gate
        WHEN lets AND coalesce(nth_let <= room, true) THEN NULL
        -- asked of the few that are left: did those before them of the same get all that there was?
        WHEN by_subject <= 0 OR by_subject <= (
          SELECT count(*) FROM placed b
          WHERE b.campaign_id = p.campaign_id AND b.subject = p.subject AND b.n < p.n
            AND b.lets AND coalesce(b.nth_let <= b.room, true)) THEN 'subject_limit_reached'
        WHEN by_identifier <= 0 OR by_identifier <= (
          SELECT count(*) FROM placed b
          WHERE b.campaign_id = p.campaign_id AND b.identifier = p.identifier AND b.n < p.n
            AND b.lets AND coalesce(b.nth_let <= b.room, true)) THEN 'identifier_limit_reached'
        WHEN least(nth_let, room) >= by_money THEN 'budget_exhausted'
        WHEN least(nth_let, room) >= by_count THEN 'campaign_exhausted'
        WHEN least(nth_let, room) >= by_minute THEN 'rate_limited'
        -- another of the batch stood before it and got nothing: the next call tells what is left
        ELSE 'busy'
      END AS decision
    FROM placed p
  ), waiting AS MATERIALIZED (
    -- codes made in advance go first, the oldest first
    SELECT need.campaign_id, array_agg(w.id ORDER BY w.id) AS ids, array_agg(w.code ORDER BY w.id) AS codes
    FROM (SELECT d.campaign_id, count(*) AS wanted FROM decided d WHERE d.granted GROUP BY 1) need
    JOIN live c ON c.id = need.campaign_id AND c.available > 0
    CROSS JOIN LATERAL (
      SELECT k.id, k.code FROM coupon k
      WHERE k.campaign_id = need.campaign_id AND k.status = 'available'
      ORDER BY k.id LIMIT need.wanted FOR UPDATE SKIP LOCKED
    ) w GROUP BY 1
  ), dealt AS (
    SELECT d.*, c.most, c.expires_at, c.day, c.time_zone, c.starts_at, c.ends_at, c.next_at, c.said,
      c.limit_identifier, c.limit_per_minute, c.limit_per_subject_day, c.limit_per_subject_week, c.limit_per_subject_month,
      CASE WHEN d.granted THEN w.ids[d.nth] END AS waiting_id,
      CASE WHEN d.granted THEN w.codes[d.nth] END AS waiting_code,
      CASE WHEN d.granted AND c.code_source = 'pool' AND w.ids[d.nth] IS NULL THEN 'busy' ELSE d.decision END AS refused
    FROM decided d
    LEFT JOIN live c ON c.id = d.campaign_id
    LEFT JOIN waiting w ON w.campaign_id = d.campaign_id
  ), outcome AS MATERIALIZED (
    SELECT *, refused IS NULL AS is_given, waiting_id IS NOT NULL AS was_waiting,
      coalesce(waiting_id, coupon_id) AS id, coalesce(waiting_code, code) AS given_code,
      CASE WHEN refused IS NULL THEN said || jsonb_build_object(
        'id', coalesce(waiting_id, coupon_id), 'code', coalesce(waiting_code, code), 'subject', subject) END AS answer
    FROM dealt
  ), issued AS (
    INSERT INTO coupon (id, campaign_id, code, subject, status, discount_held, issued_at, expires_at,
      device, address, inviter)
    SELECT id, campaign_id, given_code, subject, 'issued', coalesce(most, 0), moment, expires_at,
      device, address, inviter
    FROM outcome WHERE is_given AND NOT was_waiting
  ), taken AS (
    UPDATE coupon k SET subject = g.subject, status = 'issued', discount_held = coalesce(g.most, 0), issued_at = moment,
      expires_at = g.expires_at, device = g.device, address = g.address, inviter = g.inviter
    FROM outcome g WHERE g.is_given AND g.was_waiting AND k.id = g.id
  ), taken_in_minute AS (
    -- what was inserted the table's trigger counts
    INSERT INTO coupon_minute AS m (campaign_id, minute, issued)
    SELECT campaign_id, date_trunc('minute', moment, 'UTC'), count(*) FROM outcome
    WHERE is_given AND was_waiting GROUP BY 1
    ON CONFLICT (campaign_id, minute) DO UPDATE SET issued = m.issued + EXCLUDED.issued
  ), per_subject AS (
    INSERT INTO coupon_subject AS s (campaign_id, subject, issued, last_day, by_day, by_week, by_month)
    SELECT campaign_id, subject, count(*), day, count(*), count(*), count(*) FROM outcome WHERE is_given
    GROUP BY campaign_id, subject, day
    ON CONFLICT (campaign_id, subject) DO UPDATE SET issued = s.issued + EXCLUDED.issued, last_day = EXCLUDED.last_day,
      by_day = EXCLUDED.by_day + CASE WHEN s.last_day = EXCLUDED.last_day THEN s.by_day ELSE 0 END,
      by_week = EXCLUDED.by_week
        + CASE WHEN date_trunc('week', s.last_day) = date_trunc('week', EXCLUDED.last_day) THEN s.by_week ELSE 0 END,
      by_month = EXCLUDED.by_month
        + CASE WHEN date_trunc('month', s.last_day) = date_trunc('month', EXCLUDED.last_day) THEN s.by_month ELSE 0 END
  ), per_identifier AS (
    INSERT INTO coupon_identifier AS i (campaign_id, attribute, value, issued)
    SELECT campaign_id, limit_identifier, identifier, count(*) FROM outcome
    WHERE is_given AND identifier IS NOT NULL GROUP BY 1, 2, 3
    ON CONFLICT (campaign_id, attribute, value) DO UPDATE SET issued = i.issued + EXCLUDED.issued
  ), per_second AS (
    INSERT INTO coupon_second AS s (campaign_id, second, issued)
    SELECT campaign_id, date_trunc('second', moment), count(*) FROM outcome
    WHERE is_given AND limit_per_minute IS NOT NULL GROUP BY 1
    ON CONFLICT (campaign_id, second) DO UPDATE SET issued = s.issued + EXCLUDED.issued
  ), seconds_past AS (
    DELETE FROM coupon_second s USING live c
    WHERE s.campaign_id = c.id AND c.limit_per_minute IS NOT NULL AND s.second < moment - interval '2 minutes'
  ), per_campaign AS (
    UPDATE campaign c SET issued = c.issued + g.coupons, discount_open = c.discount_open + g.held,
      available = c.available - g.waiting
    FROM (
      SELECT campaign_id, count(*) AS coupons, sum(coalesce(most, 0)) AS held,
        count(*) FILTER (WHERE was_waiting) AS waiting
      FROM outcome WHERE is_given GROUP BY 1
    ) g WHERE c.id = g.campaign_id
  ), not_given AS (
    -- once a subject, for the campaign's funnel and the measure of its holdout
    INSERT INTO turned_away AS t (campaign_id, subject, reason, at)
    SELECT DISTINCT ON (campaign_id, subject) campaign_id, subject, refused, moment FROM outcome
    WHERE refused IN ('held_out', 'budget_exhausted', 'campaign_exhausted', 'rate_limited')
    ORDER BY campaign_id, subject, refused
    ON CONFLICT (campaign_id, subject) DO UPDATE SET reason = 'held_out', at = EXCLUDED.at
      WHERE EXCLUDED.reason = 'held_out' AND t.reason <> 'held_out'
  ), remembered AS (
    INSERT INTO idempotency_record (scope, key, request_hash, status, response, created_at)
    SELECT scope, idempotency_key, request_hash, 201, answer, moment
    FROM outcome WHERE is_given AND scope IS NOT NULL
    ON CONFLICT (scope, key) DO UPDATE SET request_hash = EXCLUDED.request_hash, status = EXCLUDED.status,
      response = EXCLUDED.response, created_at = EXCLUDED.created_at
  )
  SELECT n, nullif(refused, 'replayed'),
    CASE refused
      WHEN 'campaign_not_started' THEN starts_at
      WHEN 'campaign_ended' THEN ends_at
      WHEN 'rate_limited' THEN coalesce(next_at, moment + interval '61 seconds')
      -- a limit of a day alone is over tomorrow
      WHEN 'subject_limit_reached' THEN CASE
        WHEN NOT coalesce(has_all, false) AND limit_per_subject_day IS NOT NULL AND limit_per_subject_week IS NULL
          AND limit_per_subject_month IS NULL THEN (day + 1)::timestamp AT TIME ZONE coalesce(time_zone, 'UTC') END
    END,
    refused IS NOT DISTINCT FROM 'replayed',
    CASE WHEN refused = 'replayed' THEN kept ELSE answer END
  FROM outcome ORDER BY n;

  PERFORM tell_flag_readers(locked, with_room);
END $$;

-- As before, and a shared code, which is issued as it is redeemed, within the limit on all costs. A coupon that was issued
-- stays redeemable, however dear its user became. Supersedes 20261125133000.
CREATE OR REPLACE FUNCTION redemption_refusal(
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
      WHEN amount < p.discount_min_order THEN 'order_below_minimum'
      WHEN p.stack_group IS NOT NULL AND EXISTS (
        SELECT 1 FROM redemption r
        WHERE r.order_id = by_order AND r.stack_group = p.stack_group AND r.rolled_back_at IS NULL)
        THEN 'coupon_not_stackable'
      -- after what no amount changes: a hold, which knows none, passes over it
      WHEN p.discount_min_order IS NOT NULL AND amount IS NULL THEN 'amount_needed'
      WHEN p.limit_discount IS NULL OR p.discount_kind IN ('free_tokens', 'free_days') THEN NULL
      WHEN coupon_discount(p.discount_kind, p.discount_value, p.discount_max_amount, amount) IS NULL
        AND k.discount_held < coalesce(coupon_most_discount(p.discount_kind, p.discount_value, p.discount_max_amount),
          k.discount_held + 1) THEN 'amount_needed'
      WHEN p.discount_spent + p.discount_open - k.discount_held
        + coupon_discount(p.discount_kind, p.discount_value, p.discount_max_amount, amount) > p.limit_discount
        THEN 'budget_exhausted'
    END,
    -- only a rollback leaves a coupon that holds less than it may cost: others had what it gave back
    CASE WHEN p.kind <> 'shared_code' AND p.limit_cost_micros IS NOT NULL THEN CASE
      WHEN coupon_discount(p.discount_kind, p.discount_value, p.discount_max_amount, amount) IS NULL
        AND k.discount_held < coupon_most_discount(p.discount_kind, p.discount_value, p.discount_max_amount)
        THEN 'amount_needed'
      WHEN coupon_discount(p.discount_kind, p.discount_value, p.discount_max_amount, amount) > k.discount_held
        AND serve_left(p) < (coupon_discount(p.discount_kind, p.discount_value, p.discount_max_amount, amount)
          - k.discount_held)::numeric * coalesce(p.serve_rate, 0) THEN 'budget_exhausted'
    END END,
    CASE WHEN p.kind = 'shared_code' AND p.limit_cost_micros IS NOT NULL THEN CASE
      WHEN coupon_discount(p.discount_kind, p.discount_value, p.discount_max_amount, amount) IS NULL
        AND coupon_most_discount(p.discount_kind, p.discount_value, p.discount_max_amount) IS NOT NULL
        THEN 'amount_needed'
      WHEN serve_left(p) < p.serve_expected_micros::numeric * 1000000000
        + coalesce(coupon_discount(p.discount_kind, p.discount_value, p.discount_max_amount, amount), 0)::numeric
          * coalesce(p.serve_rate, 0) THEN 'budget_exhausted'
    END END,
    CASE WHEN p.kind = 'shared_code' AND p.redeemed + p.revoked >= p.limit_coupons THEN 'campaign_exhausted' END)
$$;

-- As before; of the limit on all costs it takes its discount again. Its user's inference never left it.
-- Gives a coupon a new code: the old one is dead, the coupon, its subject and its place in every count stay. A revoked or
-- expired one is issued again, when nothing stops issuing, the budget has what it may cost and it has time left. Redeemed
-- ones are refused.
CREATE OR REPLACE FUNCTION reissue_coupon(plain_code text, new_code text) RETURNS TABLE (
  outcome text, old_code text, campaign_key text, status_before text
)
LANGUAGE plpgsql VOLATILE SET lock_timeout = '2s' AS $$
#variable_conflict use_column
DECLARE
  issuance_now text;
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
  SELECT issuance INTO issuance_now FROM promotion_switch WHERE id = 1;
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
    WHEN was_out AND campaign_gate(p, issuance_now, moment) IS NOT NULL THEN campaign_gate(p, issuance_now, moment)
    WHEN was_out AND p.discount_spent + p.discount_open + greatest(most, 1) > p.limit_discount THEN 'budget_exhausted'
    WHEN was_out AND most > 0 AND serve_left(p) < most::numeric * coalesce(p.serve_rate, 0) THEN 'budget_exhausted'
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

-- As before, and it holds again no more than the limit on all costs has left. Supersedes 20261125133000.
CREATE OR REPLACE FUNCTION roll_back_redemption(redemption_id uuid, policy text) RETURNS TABLE (outcome text, answer jsonb)
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
        p.limit_discount - p.discount_spent + freed - p.discount_open,
        CASE WHEN p.limit_cost_micros IS NOT NULL AND p.serve_rate > 0
          THEN greatest(floor(serve_left(p) / p.serve_rate)::bigint + freed, 0) END)
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
