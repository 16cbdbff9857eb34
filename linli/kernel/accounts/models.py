"""People, the units they work in, and the posts they hold there.

A person has no rights of their own: rights belong to a post, which is a role in a unit for one or more divisions, with dates.
Names are short enough that a post's whole name fits where the audit keeps it.
"""

from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kernel.divisions.models import Division, Level
from linli.kernel.divisions.scope import Scope


class Office(models.TextChoices):
    """Which of the three separated administrations a role belongs to, if any.

    Source: GB/T 22239-2019 §8.1.5 (系统管理、审计管理、安全管理).
    """

    NONE = "", _("业务岗位")
    SYSTEM = "system", _("系统管理员")
    SECURITY = "security", _("安全管理员")
    AUDIT = "audit", _("审计管理员")


class Permission(models.Model):
    """One thing that can be permitted, as the code that asks for it declares it. Nobody types one."""

    code = models.CharField(_("权限代码"), max_length=60, primary_key=True)
    name = models.CharField(_("名称"), max_length=80)
    description = models.TextField(_("说明"))
    app = models.CharField(_("所属模块"), max_length=40)
    administers = models.CharField(_("管理类别"), max_length=10, choices=Office, blank=True, default="")

    class Meta:
        verbose_name = _("权限")
        verbose_name_plural = _("权限")
        ordering = ["app", "code"]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """What a kind of post may do. A role of an administration holds its own permissions and no other, and no other role does."""

    code = models.CharField(
        _("角色代码"),
        max_length=40,
        primary_key=True,
        validators=[RegexValidator(r"\A[a-z][a-z0-9_]*\Z", _("角色代码由小写字母、数字和下划线组成，以字母开头。"))],
    )
    name = models.CharField(_("角色名称"), max_length=40)
    description = models.TextField(_("说明"), blank=True)
    levels = ArrayField(
        models.CharField(max_length=10, choices=Level),
        verbose_name=_("可授予的层级"),
        default=list,
        blank=True,
        help_text=_("不选表示各级都可以"),
    )
    administers = models.CharField(_("管理类别"), max_length=10, choices=Office, blank=True, default="")
    permissions = models.ManyToManyField(Permission, related_name="roles", verbose_name=_("权限"), blank=True)
    grantable = models.ManyToManyField(
        Permission,
        related_name="+",
        verbose_name=_("可授出的权限"),
        blank=True,
        help_text=_("任此角色的人给别人设岗时，所给角色的权限不得超出这里所列"),
    )

    class Meta:
        verbose_name = _("角色")
        verbose_name_plural = _("角色")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(each.code for each in self.permissions.all())

    @cached_property
    def grantable_codes(self) -> frozenset[str]:
        return frozenset(each.code for each in self.grantable.all())


class Unit(models.Model):
    """An organisation that does the work: a bureau, a street office, a committee."""

    code = models.CharField(_("单位编号"), max_length=40, unique=True)
    name = models.CharField(_("单位名称"), max_length=60)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("区划"))
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(username=username)


class User(AbstractBaseUser):
    """An account. What it may do follows from the posts its holder has."""

    username = models.CharField(_("账号"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=30)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("所在单位"),
        help_text=_("由这个单位所在地的账号管理员管理"),
    )
    is_active = models.BooleanField(_("启用"), default=True)
    locked_until = models.DateTimeField(_("锁定至"), null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"

    def is_locked(self, at: datetime) -> bool:
        return self.locked_until is not None and at < self.locked_until


class Post(models.Model):
    """A role that a person holds in a unit, for divisions, from a day on.

    A seat is what stays when its holder changes: the first post of a seat is the seat, later ones and stand-ins point to it.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name=_("账号"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("单位"))
    role = models.ForeignKey(Role, models.PROTECT, related_name="posts", verbose_name=_("角色"))
    title = models.CharField(_("职务"), max_length=30)
    divisions = models.ManyToManyField(Division, related_name="+", verbose_name=_("覆盖区划"))
    duty = models.ManyToManyField(
        Permission,
        related_name="+",
        verbose_name=_("职责范围"),
        blank=True,
        help_text=_("只在这些权限内履职；不选表示角色的全部权限"),
    )
    since = models.DateField(_("任职日期"))
    until = models.DateField(_("离任日期"), null=True, blank=True, help_text=_("不含"))
    seat = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("席位"))
    stands_in_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="stand_ins", verbose_name=_("代理的岗位")
    )

    class Meta:
        verbose_name = _("岗位")
        verbose_name_plural = _("岗位")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role", "since"],
                name="post_once",
                violation_error_message=_("此人已担任该岗位。"),
            ),
            models.CheckConstraint(
                name="post_date_order",
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                violation_error_message=_("离任日期应晚于任职日期。"),
            ),
            models.CheckConstraint(
                name="post_stand_in_ends",
                condition=models.Q(stands_in_for=None) | models.Q(until__isnull=False),
                violation_error_message=_("代理应有截止日期。"),
            ),
        ]

    def __str__(self) -> str:
        name = f"{self.unit.name} {self.title} {self.user.name}"
        if self.stands_in_for is None:
            return name
        return name + gettext("（代 %(name)s）") % {"name": self.stands_in_for.user.name}

    def may(self, permission: str) -> bool:
        """Whether the role of this post carries the permission, within its duty. Where it may be used is the scope's business."""
        return permission in self.permissions

    @cached_property
    def permissions(self) -> frozenset[str]:
        duty = frozenset(each.code for each in self.duty.all())
        return self.role.codes & duty if duty else self.role.codes

    def is_held(self, at: date) -> bool:
        return self.since <= at and (self.until is None or at < self.until)

    @property
    def seat_key(self) -> int:
        return self.seat_id or self.pk

    @cached_property
    def places(self) -> list[Division]:
        return sorted(self.divisions.all(), key=lambda place: place.code)

    @cached_property
    def scope(self) -> Scope:
        return Scope(tuple(place.range for place in self.places))


class RefusalCount(models.Model):
    """How often an account was refused within one minute. What was refused stands in the audit."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("账号"))
    minute = models.DateTimeField(_("分钟"))
    count = models.PositiveIntegerField(_("次数"), default=0)

    class Meta:
        verbose_name = _("拒绝计数")
        verbose_name_plural = _("拒绝计数")
        constraints = [models.UniqueConstraint(fields=["user", "minute"], name="refusal_minute")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.minute:%H:%M} {self.count}"
