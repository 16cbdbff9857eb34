import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.divisions.models

# The columns are in the order that wastes no room: there is a row for almost every record.
# A figure is the sum over a range of this index, so the sums are in it. The tally is written to in few places again and
# again, and the queue is emptied as fast as it is filled: both are vacuumed by what changed, not by their size.
SHAPE = """
ALTER TABLE indicators_tally DROP CONSTRAINT indicators_tally_pkey;
ALTER TABLE indicators_tally ADD CONSTRAINT indicators_tally_pkey
    PRIMARY KEY (measure, grain, digits, division_id, day, key) INCLUDE (records, amount);
ALTER TABLE indicators_tally SET (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02,
    autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE indicators_delta SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 5000);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("divisions", "0001_division"),
    ]

    operations = [
        migrations.CreateModel(
            name="RolledUp",
            fields=[
                ("number", models.SmallAutoField(primary_key=True, serialize=False, verbose_name="编号")),
                ("code", models.CharField(max_length=80, unique=True, verbose_name="指标代码")),
                (
                    "fingerprint",
                    models.CharField(help_text="计算方法的SHA-256", max_length=64, verbose_name="口径指纹"),
                ),
                ("built_at", models.DateTimeField(verbose_name="建立时间")),
            ],
            options={"verbose_name": "汇总指标", "verbose_name_plural": "汇总指标"},
        ),
        migrations.CreateModel(
            name="Delta",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "division",
                    linli.kernel.divisions.models.DivisionField(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="divisions.division",
                        verbose_name="区划",
                    ),
                ),
                ("records", models.BigIntegerField(verbose_name="记录数增减")),
                ("amount", models.BigIntegerField(verbose_name="数量增减")),
                ("day", models.DateField(verbose_name="日期")),
                ("measure", models.SmallIntegerField(verbose_name="指标编号")),
                ("key", models.TextField(help_text="各维度的值，按声明的顺序，以U+001F分隔", verbose_name="维度值")),
            ],
            options={"verbose_name": "指标增减", "verbose_name_plural": "指标增减"},
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "measure",
                        "grain",
                        "digits",
                        "division_id",
                        "day",
                        "key",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "division",
                    linli.kernel.divisions.models.DivisionField(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="divisions.division",
                        verbose_name="区划",
                    ),
                ),
                ("records", models.BigIntegerField(verbose_name="记录数增减")),
                ("amount", models.BigIntegerField(verbose_name="数量增减")),
                ("day", models.DateField(verbose_name="日期")),
                ("measure", models.SmallIntegerField(verbose_name="指标编号")),
                (
                    "grain",
                    models.SmallIntegerField(choices=[(1, "日"), (2, "月"), (3, "年")], verbose_name="时间单位"),
                ),
                (
                    "digits",
                    models.SmallIntegerField(
                        help_text="代码末尾合并的位数：村3、乡6、县9、市11、省13、全国15", verbose_name="汇总位数"
                    ),
                ),
                ("key", models.TextField(help_text="各维度的值，按声明的顺序，以U+001F分隔", verbose_name="维度值")),
            ],
            options={"verbose_name": "指标汇总", "verbose_name_plural": "指标汇总"},
        ),
        migrations.RunSQL(SHAPE, migrations.RunSQL.noop),
    ]
