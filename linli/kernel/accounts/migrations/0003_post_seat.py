import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_role")]

    operations = [
        migrations.AddField(
            model_name="post",
            name="seat",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.post",
                verbose_name="席位",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="stands_in_for",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stand_ins",
                to="accounts.post",
                verbose_name="代理的岗位",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="撤销日期"),
        ),
        migrations.AddField(
            model_name="user",
            name="locked_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="锁定至"),
        ),
        migrations.AddField(
            model_name="user",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                help_text="由这个单位所在地的账号管理员管理",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.unit",
                verbose_name="所在单位",
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="title",
            field=models.CharField(max_length=30, verbose_name="职务"),
        ),
        migrations.AlterField(
            model_name="unit",
            name="name",
            field=models.CharField(max_length=60, verbose_name="单位名称"),
        ),
        migrations.AlterField(
            model_name="user",
            name="name",
            field=models.CharField(max_length=30, verbose_name="姓名"),
        ),
        migrations.AddField(
            model_name="post",
            name="duty",
            field=models.ManyToManyField(
                blank=True,
                help_text="只在这些权限内履职；不选表示角色的全部权限",
                related_name="+",
                to="accounts.permission",
                verbose_name="职责范围",
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="role",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posts",
                to="accounts.role",
                verbose_name="角色",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("stands_in_for", None), ("until__isnull", False), _connector="OR"),
                name="post_stand_in_ends",
                violation_error_message="代理应有截止日期。",
            ),
        ),
    ]
