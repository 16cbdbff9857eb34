from django.db import migrations, models

KEY = "ALTER TABLE exchange_staged DROP CONSTRAINT exchange_staged_pkey, ADD PRIMARY KEY ({})"


class Migration(migrations.Migration):
    """The key of staged rows names their place: whoever looks at an upload is then asked for the scope once, not by row."""

    dependencies = [("exchange", "0003_staging_is_unlogged")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(KEY.format('upload_id, division_id, "row"'), KEY.format('upload_id, "row"'))
            ],
            state_operations=[
                migrations.AlterField(
                    "staged",
                    "pk",
                    models.CompositePrimaryKey(
                        "upload_id", "division", "row", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                )
            ],
        )
    ]
