import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


def make_roles_of_posts(apps, schema_editor):
    """The roles that posts name by a code. What they may do is installed after the migrations."""
    using = schema_editor.connection.alias
    codes = apps.get_model("accounts", "Post").objects.using(using).values_list("role", flat=True).distinct()
    role = apps.get_model("accounts", "Role")
    role.objects.using(using).bulk_create([role(code=code, name=code) for code in codes.order_by("role")])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_account")]

    operations = [
        migrations.CreateModel(
            name="Permission",
            fields=[
                ("code", models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name="权限代码")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("description", models.TextField(verbose_name="说明")),
                ("app", models.CharField(max_length=40, verbose_name="所属模块")),
                (
                    "administers",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "业务岗位"),
                            ("system", "系统管理员"),
                            ("security", "安全管理员"),
                            ("audit", "审计管理员"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="管理类别",
                    ),
                ),
            ],
            options={
                "verbose_name": "权限",
                "verbose_name_plural": "权限",
                "ordering": ["app", "code"],
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z][a-z0-9_]*\\Z", "角色代码由小写字母、数字和下划线组成，以字母开头。"
                            )
                        ],
                        verbose_name="角色代码",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="角色名称")),
                ("description", models.TextField(blank=True, verbose_name="说明")),
                (
                    "levels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("nation", "全国"),
                                ("province", "省"),
                                ("city", "市"),
                                ("county", "县（区）"),
                                ("township", "乡镇（街道）"),
                                ("village", "村（社区）"),
                                ("grid", "网格"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        help_text="不选表示各级都可以",
                        size=None,
                        verbose_name="可授予的层级",
                    ),
                ),
                (
                    "administers",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "业务岗位"),
                            ("system", "系统管理员"),
                            ("security", "安全管理员"),
                            ("audit", "审计管理员"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="管理类别",
                    ),
                ),
                (
                    "grantable",
                    models.ManyToManyField(
                        blank=True,
                        help_text="任此角色的人给别人设岗时，所给角色的权限不得超出这里所列",
                        related_name="+",
                        to="accounts.permission",
                        verbose_name="可授出的权限",
                    ),
                ),
                (
                    "permissions",
                    models.ManyToManyField(
                        blank=True, related_name="roles", to="accounts.permission", verbose_name="权限"
                    ),
                ),
            ],
            options={
                "verbose_name": "角色",
                "verbose_name_plural": "角色",
                "ordering": ["code"],
            },
        ),
        migrations.RunPython(make_roles_of_posts, migrations.RunPython.noop),
    ]
