"""Who of some people is on another list of the round, anywhere in the city: told by township, to whoever may register here.

The function looks beyond the scope, and tells no more than that there is a registration, in which township, and for which
kind of committee. It asks by keyed fingerprints, so that nobody can try numbers out without the key.
"""

from django.db import migrations

SCOPED = "linli_scope_one, linli_scope_many, linli_scope_all"
SIGNATURE = "linli_registered_elsewhere(bytea[], varchar, bigint)"
CREATE = f"""
CREATE FUNCTION linli_registered_elsewhere(marks bytea[], in_round varchar, own bigint)
RETURNS TABLE (mark bytea, township bigint, body varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT v.id_fingerprint, v.division_id / 1000000 * 1000000, v.body
  FROM public.elections_voter v
  WHERE v.id_fingerprint = ANY (marks) AND v.round = in_round AND v.struck_on IS NULL AND v.election_id <> own
$$;
REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {SIGNATURE} TO {SCOPED};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0003_way_of_an_election"),
    ]

    operations = [migrations.RunSQL(CREATE, f"DROP FUNCTION {SIGNATURE}")]
