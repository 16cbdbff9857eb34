from django.db import migrations

TABLES = "procrastinate_jobs, procrastinate_events, procrastinate_workers, procrastinate_periodic_defers"

GRANT = f"""
GRANT SELECT, INSERT, UPDATE, DELETE ON {TABLES} TO linli_jobs;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT pg_get_serial_sequence(t, 'id') FROM unnest(string_to_array('{TABLES}', ', ')) t LOOP
    IF name IS NOT NULL THEN EXECUTE 'GRANT USAGE ON SEQUENCE ' || name || ' TO linli_jobs'; END IF;
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    """The queue's tables are seen by the role of the queue alone."""

    dependencies = [
        ("jobs", "0001_job"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [migrations.RunSQL(GRANT, f"REVOKE ALL ON {TABLES} FROM linli_jobs")]
