"""A community may know what is asked of it and by whom; what a fact means, and under which headings it is asked, is everybody's."""

from django.db import migrations

READ = {"returns_request": "state IN ('in_force', 'ended', 'refused')", "returns_fact": "true", "returns_alias": "true"}
FORWARD = [
    f'CREATE POLICY read_in_every_scope ON "{table}" FOR SELECT TO linli_scope_one, linli_scope_many USING ({condition})'
    for table, condition in READ.items()
]
BACKWARD = [f'DROP POLICY read_in_every_scope ON "{table}"' for table in READ]


class Migration(migrations.Migration):
    dependencies = [("returns", "0001_requests_and_answers")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
