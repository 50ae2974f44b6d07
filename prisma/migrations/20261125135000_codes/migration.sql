-- Codes made in advance or imported: they wait under their campaign until they are issued.

-- Adds codes in wait to a campaign: those that no coupon has or had. Tells how many, and which were taken already.
-- The campaign's row is locked first, as issuing does; both are short.
CREATE FUNCTION add_codes(of_campaign uuid, ids uuid[], codes text[]) RETURNS TABLE (added bigint, taken text[])
LANGUAGE plpgsql VOLATILE
-- a plan made while the table was small must not read all of it when it has grown
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  with_room uuid[];
  made text[];
BEGIN
  PERFORM 1 FROM campaign WHERE id = of_campaign FOR UPDATE;
  with_room := campaigns_with_room(ARRAY[of_campaign]);
  WITH new AS (
    INSERT INTO coupon (id, campaign_id, code, status)
    SELECT g.id, of_campaign, g.code, 'available' FROM unnest(ids, codes) AS g (id, code)
    WHERE NOT EXISTS (SELECT 1 FROM retired_code o WHERE o.plain = translate(g.code, '- ', ''))
    ON CONFLICT DO NOTHING RETURNING code
  )
  SELECT coalesce(array_agg(code), '{}') INTO made FROM new;
  added := cardinality(made);
  IF added > 0 THEN
    UPDATE campaign SET available = available + added WHERE id = of_campaign;
    PERFORM tell_flag_readers(ARRAY[of_campaign], with_room);
  END IF;
  taken := '{}';
  IF added < cardinality(codes) THEN
    SELECT coalesce(array_agg(c), '{}') INTO taken FROM (
      SELECT c FROM unnest(codes) AS c EXCEPT ALL SELECT m FROM unnest(made) AS m
    ) rest (c);
  END IF;
  RETURN NEXT;
END $$;

-- Codes that were revoked before anybody had them, and the one of a shared code: few, and an export asks for them.
CREATE INDEX coupon_nobodys ON coupon (campaign_id, id) WHERE issued_at IS NULL AND status <> 'available';
