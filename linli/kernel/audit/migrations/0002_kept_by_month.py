from django.db import migrations, models
from django.utils import timezone

from linli.kernel.audit import partitions

COLUMNS = "division_id, at, post_id, by_name, verb, record_type, record_id, before, after, reason"

# Each index costs every write, so there are two, for one record's history and one person's deeds. Days, windows of
# transactions and single entries are found by block ranges, which cost next to nothing: entries come in their order.
MAKE = [
    "ALTER TABLE audit_auditentry RENAME TO audit_old",
    "ALTER SEQUENCE audit_auditentry_id_seq RENAME TO audit_old_id_seq",
    "DROP INDEX audit_record, audit_division",
    """CREATE TABLE audit_auditentry (
        id bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.audit_auditentry_id_seq),
        recorded_at timestamptz NOT NULL DEFAULT now(),
        xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
        kind varchar(1) NOT NULL,
        at timestamptz NOT NULL,
        division_id bigint NOT NULL,
        post_id bigint,
        by_name varchar(160) NOT NULL,
        verb varchar(60) NOT NULL,
        record_type varchar(60) NOT NULL,
        record_id bigint,
        before jsonb,
        after jsonb,
        reason varchar(400) NOT NULL
    ) PARTITION BY RANGE (recorded_at)""",
    "CREATE INDEX audit_record ON audit_auditentry (record_id)",
    "CREATE INDEX audit_post ON audit_auditentry (post_id, id)",
    "CREATE INDEX audit_window ON audit_auditentry USING brin (id, xid, recorded_at, at) WITH (pages_per_range = 32, autosummarize = on)",
    f"CREATE TABLE {partitions.REST} PARTITION OF audit_auditentry DEFAULT",
]
REFUSE = """CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION linli_audit_stays()"""
MOVE = f"""INSERT INTO audit_auditentry (id, kind, {COLUMNS}) OVERRIDING SYSTEM VALUE
    SELECT id, CASE WHEN before IS NOT NULL THEN 'u' WHEN after IS NOT NULL THEN 'i' ELSE 'h' END, {COLUMNS}
    FROM audit_old ORDER BY id"""


def keep_by_month(apps, schema_editor):
    for statement in [
        *MAKE,
        *partitions.statements(),
        REFUSE,
        *partitions.closing(partitions.TABLE),
        *partitions.closing(partitions.REST),
        f"SELECT linli_audit_months({partitions.AHEAD})",
        MOVE,
        "SELECT setval('audit_auditentry_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM audit_old), false)",
        "DROP TABLE audit_old",
    ]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_entry")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(keep_by_month)],
            state_operations=[
                migrations.RemoveIndex("auditentry", "audit_record"),
                migrations.RemoveIndex("auditentry", "audit_division"),
                migrations.AddField(
                    "auditentry",
                    "recorded_at",
                    models.DateTimeField(verbose_name="记录时间", default=timezone.now),
                    preserve_default=False,
                ),
                migrations.AddField(
                    "auditentry",
                    "kind",
                    models.CharField(
                        verbose_name="性质",
                        max_length=1,
                        default="h",
                        choices=[("i", "新增"), ("u", "修改"), ("d", "删除"), ("h", "其他行为")],
                    ),
                    preserve_default=False,
                ),
            ],
        ),
    ]
