-- Issues the coupon of each referral that is still due and that nobody else is at, and writes down what became of it, in one
-- transaction: so each is rewarded once, whatever breaks in between and however many workers ask. The arrays are those of
-- issue_coupons, an entry for each referral. A refusal that passes leaves the referral due; any other is its end.
CREATE OR REPLACE FUNCTION reward_referrals(
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
    JOIN referral r ON r.id = asked.id JOIN invitation i ON i.id = r.invitation_id
    WHERE r.status = 'active'
      -- whoever was erased since the referral was listed has another name now
      AND i.inviter = subjects[asked.n::int] AND r.invited = reward_referrals.invited[asked.n::int]
    ORDER BY r.id FOR NO KEY UPDATE OF r, i SKIP LOCKED) locked;
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
