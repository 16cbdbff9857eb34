"""Everybody may read the public pages; and a function that tells which of them are behind, by code alone."""

from django.db import migrations

POLICY = 'CREATE POLICY public_reading ON "portal_publicpage" FOR SELECT TO linli_scope_none USING (true)'
NO_POLICY = 'DROP POLICY public_reading ON "portal_publicpage"'
SIGNATURE = "linli_public_changed(today date, most integer)"
TABLES = (
    *("disclosure_item", "disclosure_posting", "disclosure_question", "disclosure_power", "disclosure_run"),
    *(
        "consultation_session",
        "consultation_problem",
        "consultation_topic",
        "elections_election",
        "elections_member",
        "committees_committee",
    ),
)
CHANGED = " UNION ALL ".join(f"SELECT division_id AS code, updated_at FROM public.{table}" for table in TABLES)
# Of a village or community alone: what is kept at a township has no page.
CREATE = f"""CREATE FUNCTION {SIGNATURE} RETURNS TABLE (code bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  RETURN QUERY
  SELECT d.code FROM public.divisions_division d
  JOIN (SELECT c.code, max(c.updated_at) AS latest FROM ({CHANGED}) c GROUP BY c.code) s ON s.code = d.code
  LEFT JOIN public.portal_publicpage p ON p.division_id = d.code
  WHERE d.level = 'village' AND (
    p.division_id IS NULL OR s.latest > p.covers_until OR (p.written_at AT TIME ZONE 'Asia/Shanghai')::date <> today
  )
  ORDER BY p.division_id IS NOT NULL AND s.latest <= p.covers_until, p.written_at NULLS FIRST, d.code
  LIMIT most;
END $body$"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_public_page")]

    operations = [
        migrations.RunSQL(POLICY, NO_POLICY),
        migrations.RunSQL(CREATE, f"DROP FUNCTION {SIGNATURE}"),
        migrations.RunSQL(f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC", migrations.RunSQL.noop),
        migrations.RunSQL(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO linli_scope_none", migrations.RunSQL.noop),
    ]
