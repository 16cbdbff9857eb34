"""The only doors to a secret vote, and the seal on what a notice has announced.

`linli_vote_cast` is told the mark of a code and an option. It writes all sums of the topic anew with each vote, so that no row
shows, by its transaction or its place in the table, which of them was the one that grew. `linli_vote_result` tells nothing
before the window is over, neither by the day that the application names nor by the clock of the server, whichever is earlier.
"""

from django.db import migrations

DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
CAST = "linli_vote_cast(wanted bigint, mark bytea, chosen integer, today date)"
RESULT = "linli_vote_result(wanted bigint, today date)"
FUNCTIONS = f"""
CREATE FUNCTION {CAST} RETURNS text LANGUAGE plpgsql {DEFINER} AS $body$
DECLARE
  options integer;
  holder bigint;
BEGIN
  SELECT jsonb_array_length(t.ballot_options) INTO options FROM public.consultation_topic t
  WHERE t.id = wanted AND t.ballot = 'secret' AND t.state = 'notified' AND today BETWEEN t.voices_from AND t.voices_until;
  IF options IS NULL OR chosen IS NULL OR chosen NOT BETWEEN 1 AND options THEN RETURN 'closed'; END IF;
  SELECT c.id INTO holder FROM public.consultation_voicecode c WHERE c.topic_id = wanted AND c.code_mark = mark;
  IF holder IS NULL THEN RETURN 'unknown'; END IF;
  INSERT INTO public.consultation_votetally (topic_id, option, count)
  SELECT wanted, n, 0 FROM generate_series(1, options) n ON CONFLICT DO NOTHING;
  PERFORM 1 FROM public.consultation_votetally v WHERE v.topic_id = wanted ORDER BY v.option FOR UPDATE;
  INSERT INTO public.consultation_votemark (code_id) VALUES (holder) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN 'voted'; END IF;
  UPDATE public.consultation_votetally v SET count = v.count + (v.option = chosen)::integer WHERE v.topic_id = wanted;
  RETURN 'counted';
END $body$;

CREATE FUNCTION {RESULT} RETURNS TABLE (choice integer, votes integer) LANGUAGE sql STABLE {DEFINER} AS $body$
  SELECT v.option::integer, v.count::integer FROM public.consultation_votetally v
  JOIN public.consultation_topic t ON t.id = v.topic_id
  WHERE v.topic_id = wanted AND t.voices_until < least(today, (now() AT TIME ZONE 'Asia/Shanghai')::date)
  ORDER BY v.option
$body$;

CREATE FUNCTION linli_notice_stands() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF OLD.notified_on IS NOT NULL AND
    (OLD.voices_from, OLD.voices_until, OLD.ballot, OLD.ballot_question, OLD.ballot_options)
    IS DISTINCT FROM (NEW.voices_from, NEW.voices_until, NEW.ballot, NEW.ballot_question, NEW.ballot_options)
  THEN
    RAISE EXCEPTION 'What the notice of topic % announced does not change.', OLD.id;
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER notice_stands BEFORE UPDATE ON public.consultation_topic
FOR EACH ROW EXECUTE FUNCTION linli_notice_stands();

REVOKE ALL ON FUNCTION {CAST} FROM PUBLIC;
REVOKE ALL ON FUNCTION {RESULT} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {CAST} TO linli_scope_one;
GRANT EXECUTE ON FUNCTION {RESULT} TO linli_scope_one, linli_scope_many, linli_scope_all;
"""
UNDO = f"""
DROP TRIGGER notice_stands ON public.consultation_topic;
DROP FUNCTION linli_notice_stands();
DROP FUNCTION {RESULT};
DROP FUNCTION {CAST};
"""


class Migration(migrations.Migration):
    dependencies = [("consultation", "0004_voices_online")]

    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
