import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_post_seat")]

    operations = [
        migrations.CreateModel(
            name="RefusalCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("minute", models.DateTimeField(verbose_name="分钟")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="次数")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "拒绝计数",
                "verbose_name_plural": "拒绝计数",
            },
        ),
        migrations.AddConstraint(
            model_name="refusalcount",
            constraint=models.UniqueConstraint(fields=("user", "minute"), name="refusal_minute"),
        ),
    ]
