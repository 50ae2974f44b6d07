-- Referral campaigns: who invites somebody earns a coupon when the invited user becomes active.

-- Subjects of whom somebody wants to know when they are first seen. Written to with the usage itself.
CREATE TABLE "usage_watch" (
    "subject_id" INTEGER NOT NULL,
    "first_seen" TIMESTAMPTZ(0),

    CONSTRAINT "usage_watch_pkey" PRIMARY KEY ("subject_id")
);

CREATE TABLE "invitation" (
    "id" UUID NOT NULL,
    "campaign_id" UUID NOT NULL,
    "inviter" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "invitation_code_key" ON "invitation"("code");
CREATE UNIQUE INDEX "invitation_campaign_id_inviter_key" ON "invitation"("campaign_id", "inviter");
CREATE INDEX "invitation_campaign_id_made_at_id_idx" ON "invitation"("campaign_id", "made_at" DESC, "id" DESC);
CREATE INDEX "invitation_inviter_idx" ON "invitation"("inviter");

CREATE TABLE "referral" (
    "id" UUID NOT NULL,
    "invitation_id" UUID NOT NULL,
    "campaign_id" UUID NOT NULL,
    "invited" TEXT NOT NULL,
    "subject_id" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'joined',
    "reason" TEXT,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "active_at" TIMESTAMPTZ(3),
    "try_at" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "coupon_id" UUID,

    CONSTRAINT "referral_pkey" PRIMARY KEY ("id")
);
-- a user is new once: the second wall behind the usage number that joining makes
CREATE UNIQUE INDEX "referral_subject_id_key" ON "referral"("subject_id");
CREATE UNIQUE INDEX "referral_coupon_id_key" ON "referral"("coupon_id");
CREATE INDEX "referral_invited_idx" ON "referral"("invited");
CREATE INDEX "referral_campaign_id_joined_at_id_idx" ON "referral"("campaign_id", "joined_at" DESC, "id" DESC);
CREATE INDEX "referral_campaign_id_status_reason_idx" ON "referral"("campaign_id", "status", "reason");
CREATE INDEX "referral_invitation_id_status_idx" ON "referral"("invitation_id", "status");

-- For whom a coupon of a referral campaign was earned.
ALTER TABLE "coupon" ADD COLUMN     "invited" TEXT;

ALTER TABLE "invitation" ADD CONSTRAINT "invitation_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "referral" ADD CONSTRAINT "referral_invitation_id_fkey" FOREIGN KEY ("invitation_id") REFERENCES "invitation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "referral" ADD CONSTRAINT "referral_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "referral" ADD CONSTRAINT "referral_coupon_id_fkey" FOREIGN KEY ("coupon_id") REFERENCES "coupon"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema cannot say -------------------------------------------------------------------------

ALTER TABLE campaign DROP CONSTRAINT campaign_kind,
  ADD CONSTRAINT campaign_kind CHECK (kind IN ('coupon', 'shared_code', 'credit_grant', 'referral'));
ALTER TABLE referral
  ADD CONSTRAINT referral_status CHECK (status IN ('joined', 'active', 'rewarded', 'refused')),
  ADD CONSTRAINT referral_rewarded CHECK ((status = 'rewarded') = (coupon_id IS NOT NULL)),
  ADD CONSTRAINT referral_refused CHECK ((status = 'refused') = (reason IS NOT NULL)),
  ADD CONSTRAINT referral_due CHECK ((status = 'active') = (try_at IS NOT NULL));
CREATE INDEX usage_watch_seen ON usage_watch (subject_id) WHERE first_seen IS NOT NULL;
CREATE INDEX referral_due ON referral (campaign_id, try_at) WHERE status = 'active';
CREATE INDEX coupon_invited ON coupon (invited) WHERE invited IS NOT NULL;

-- Whose first request was counted: their referrals become active, or are refused when that request is older than the
-- quarter of an hour in which they joined, since then they were no new users. Any number of workers may ask at once.
CREATE FUNCTION activate_referrals(most int) RETURNS int LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  found int;
BEGIN
  WITH seen AS (
    DELETE FROM usage_watch w USING (
      SELECT subject_id FROM usage_watch WHERE first_seen IS NOT NULL ORDER BY subject_id LIMIT most FOR UPDATE SKIP LOCKED
    ) due WHERE w.subject_id = due.subject_id RETURNING w.subject_id, w.first_seen
  ), judged AS (
    SELECT r.id, seen.first_seen + interval '15 minutes' > r.joined_at AS is_new
    FROM seen JOIN referral r ON r.subject_id = seen.subject_id AND r.status = 'joined'
  ), told AS (
    UPDATE referral r SET status = CASE WHEN j.is_new THEN 'active' ELSE 'refused' END,
      reason = CASE WHEN NOT j.is_new THEN 'already_known' END,
      active_at = clock_timestamp(),
      try_at = CASE WHEN j.is_new THEN clock_timestamp() END,
      decided_at = CASE WHEN NOT j.is_new THEN clock_timestamp() END
    FROM judged j WHERE r.id = j.id
  )
  SELECT count(*) INTO found FROM seen;
  RETURN found;
END $$;

-- Referrals whose reward is due and not held up by what passes: a pause, closed hours, a throttle.
CREATE FUNCTION due_referrals(most int) RETURNS TABLE (
  id uuid, campaign text, inviter text, inviter_attributes jsonb, invited text, invited_attributes jsonb
) LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
  WITH open AS MATERIALIZED (
    SELECT c.id, c.key FROM campaign c JOIN promotion_switch s ON s.id = 1
    WHERE c.kind = 'referral'
      AND coalesce(campaign_gate(c, s.issuance, clock_timestamp()), '') NOT IN (
        'promotions_paused', 'campaign_paused', 'campaign_closed', 'campaign_not_started')
  )
  SELECT r.id, open.key, i.inviter, i.attributes, r.invited, r.attributes
  FROM open JOIN referral r ON r.campaign_id = open.id AND r.status = 'active' AND r.try_at <= clock_timestamp()
  JOIN invitation i ON i.id = r.invitation_id
  ORDER BY r.try_at, r.id LIMIT most;
END $$;

-- Issues the coupon of each referral that is still due and that nobody else is at, and writes down what became of it, in one
-- transaction: so each is rewarded once, whatever breaks in between and however many workers ask. The arrays are those of
-- issue_coupons, an entry for each referral. A refusal that passes leaves the referral due; any other is its end.
CREATE FUNCTION reward_referrals(
  referral_ids uuid[], invited text[], campaign_keys text[], subjects text[], coupon_ids uuid[], codes text[],
  scopes text[], idempotency_keys text[], request_hashes text[],
  terms_versions int[], eligibles boolean[], held_outs boolean[], identifiers text[],
  devices text[], addresses text[], inviters text[]
) RETURNS TABLE (n int, refusal text) LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  mine int[];
  told record;
  place int;
BEGIN
  SELECT array_agg(locked.n ORDER BY locked.n) INTO mine FROM (
    SELECT asked.n::int AS n FROM unnest(referral_ids) WITH ORDINALITY AS asked (id, n)
    JOIN referral r ON r.id = asked.id WHERE r.status = 'active' ORDER BY r.id FOR UPDATE OF r SKIP LOCKED) locked;
  IF mine IS NULL THEN
    RETURN;
  END IF;
  FOR told IN
    SELECT issued.* FROM issue_coupons(
      ARRAY(SELECT campaign_keys[m] FROM unnest(mine) m), ARRAY(SELECT subjects[m] FROM unnest(mine) m),
      ARRAY(SELECT coupon_ids[m] FROM unnest(mine) m), ARRAY(SELECT codes[m] FROM unnest(mine) m),
      ARRAY(SELECT scopes[m] FROM unnest(mine) m), ARRAY(SELECT idempotency_keys[m] FROM unnest(mine) m),
      ARRAY(SELECT request_hashes[m] FROM unnest(mine) m), ARRAY(SELECT terms_versions[m] FROM unnest(mine) m),
      ARRAY(SELECT eligibles[m] FROM unnest(mine) m), ARRAY(SELECT held_outs[m] FROM unnest(mine) m),
      ARRAY(SELECT identifiers[m] FROM unnest(mine) m), ARRAY(SELECT devices[m] FROM unnest(mine) m),
      ARRAY(SELECT addresses[m] FROM unnest(mine) m), ARRAY(SELECT inviters[m] FROM unnest(mine) m)) issued
  LOOP
    place := mine[told.n];
    IF told.refusal IS NULL THEN
      UPDATE coupon k SET invited = reward_referrals.invited[place] WHERE k.id = (told.answer ->> 'id')::uuid;
      UPDATE referral r SET status = 'rewarded', coupon_id = (told.answer ->> 'id')::uuid, try_at = NULL,
        decided_at = clock_timestamp() WHERE r.id = referral_ids[place];
    ELSIF told.refusal IN ('terms_changed', 'busy') THEN
      UPDATE referral r SET try_at = clock_timestamp() WHERE r.id = referral_ids[place];
    ELSIF told.refusal IN (
      'promotions_paused', 'campaign_paused', 'campaign_closed', 'campaign_not_started', 'rate_limited') THEN
      UPDATE referral r SET try_at = greatest(told.refusal_at, clock_timestamp() + interval '1 second')
        WHERE r.id = referral_ids[place];
    ELSE
      UPDATE referral r SET status = 'refused', reason = told.refusal, try_at = NULL, decided_at = clock_timestamp()
        WHERE r.id = referral_ids[place];
    END IF;
    n := place;
    refusal := told.refusal;
    RETURN NEXT;
  END LOOP;
END $$;
