from django.db import migrations

FORWARD = """
ALTER TABLE exchange_staged SET UNLOGGED;
GRANT INSERT ON exchange_staged TO linli_stage;
"""


class Migration(migrations.Migration):
    """Staged rows need not survive a crash of the server; the role that adds them can do nothing else."""

    dependencies = [("exchange", "0002_large_uploads")]

    operations = [migrations.RunSQL(FORWARD, "REVOKE ALL ON exchange_staged FROM linli_stage")]
