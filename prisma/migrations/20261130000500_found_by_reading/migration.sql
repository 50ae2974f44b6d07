-- As before, and after the switch lock, as all that moves a campaign's room: a pause or an edit takes the version row and then
-- the campaign, this one the campaign and then the version row, and an empty pool refilled meanwhile was a deadlock.
-- Supersedes 20261125135000.
-- Adds codes in wait to a campaign: those that no coupon has or had. Tells how many, and which were taken already.
-- The campaign's row is locked first of the rows, as issuing does; both are short.
CREATE OR REPLACE FUNCTION add_codes(of_campaign uuid, ids uuid[], codes text[]) RETURNS TABLE (added bigint, taken text[])
LANGUAGE plpgsql VOLATILE
-- a plan made while the table was small must not read all of it when it has grown
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  with_room uuid[];
  made text[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(731001);
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
