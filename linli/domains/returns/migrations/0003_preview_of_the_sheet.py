from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("returns", "0002_read_in_every_scope")]
    operations = [
        migrations.AddField(
            model_name="request",
            name="preview",
            field=models.JSONField(blank=True, default=dict, verbose_name="表样"),
        ),
    ]
