from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("returns", "0004_preview_of_the_sheet")]
    operations = [
        migrations.AddField(
            model_name="factvalue",
            name="is_again",
            field=models.BooleanField(default=False, help_text="记下时还有一个有效的值", verbose_name="有效期内又填"),
        ),
    ]
