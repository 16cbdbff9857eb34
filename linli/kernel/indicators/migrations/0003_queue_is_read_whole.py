from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0002_queue_index"),
    ]

    operations = [
        # A third of what a bulk insert pays for its figures went into this index. A reader now takes the queue once for all
        # that it asks, and a number, which nobody reads, is not worth a visit to its sequence for each row.
        migrations.RemoveIndex(model_name="delta", name="delta_measure"),
        migrations.RunSQL(
            "ALTER SEQUENCE indicators_delta_id_seq CACHE 1000", "ALTER SEQUENCE indicators_delta_id_seq CACHE 1"
        ),
    ]
