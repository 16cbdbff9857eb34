"""Whoever asks is sealed, and may ask online: with a way to be reached, and a receipt."""

from django.db import migrations, models

import linli.kernel.privacy.fields
from linli.kernel.privacy import cipher

PLACE = "disclosure_question.asker"


def seal_names(apps, schema_editor):
    """The names that are there, as they are. The triggers of the account are still: a name that is sealed has not changed."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, plain_asker FROM disclosure_question WHERE plain_asker <> ''")
        rows = cursor.fetchall()
        if not rows:
            return
        sealed = cipher.seal_many([name for _id, name in rows], PLACE)
        cursor.execute("ALTER TABLE disclosure_question DISABLE TRIGGER USER")
        for (pk, _name), value in zip(rows, sealed, strict=True):
            cursor.execute("UPDATE disclosure_question SET asker = %s WHERE id = %s", [value, pk])
        cursor.execute("ALTER TABLE disclosure_question ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0001_board")]

    operations = [
        migrations.RenameField("question", "asker", "plain_asker"),
        migrations.AddField(
            "question", "asker", linli.kernel.privacy.fields.SealedField(max_length=40, verbose_name="提出人")
        ),
        migrations.RunPython(seal_names, migrations.RunPython.noop),
        migrations.RemoveField("question", "plain_asker"),
        migrations.AddField(
            "question", "contact", linli.kernel.privacy.fields.SealedField(max_length=60, verbose_name="联系方式")
        ),
        migrations.AddField(
            "question",
            "receipt_mark",
            linli.kernel.privacy.fields.MarkField(blank=True, null=True, unique=True, verbose_name="回执号指纹"),
        ),
        migrations.AlterField(
            model_name="question",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("explained", "已说明，公布内容属实"),
                    ("corrected", "已更正并重新公布"),
                    ("ordered", "责令依法公布"),
                    ("unfounded", "经查不属实"),
                    ("not_disclosed", "依法不予公开，理由见答复"),
                ],
                max_length=16,
                verbose_name="办理结果",
            ),
        ),
    ]
