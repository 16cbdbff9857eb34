from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("returns", "0003_answers_keep_their_community")]
    operations = [
        migrations.AddField(
            model_name="request",
            name="preview",
            field=models.JSONField(blank=True, default=dict, verbose_name="表样"),
        ),
    ]
