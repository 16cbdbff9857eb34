from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0001_rollup"),
    ]

    operations = [
        # One index for another: the queue is asked for measures, never for a number, and each index costs every writer.
        migrations.RunSQL(
            "ALTER TABLE indicators_delta DROP CONSTRAINT indicators_delta_pkey",
            "ALTER TABLE indicators_delta ADD PRIMARY KEY (id)",
        ),
        migrations.AddIndex(
            model_name="delta",
            index=models.Index(fields=["measure"], name="delta_measure"),
        ),
    ]
