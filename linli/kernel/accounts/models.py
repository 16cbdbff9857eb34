"""People, the units they work in, and the posts they hold there.

A person has no rights of their own: rights belong to a post, which is a role in a unit for one or more divisions, with dates.
"""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.roles import get_role
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.scope import Scope


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(username=username)


class User(AbstractBaseUser):
    """An account. What it may do follows from the posts its holder has."""

    username = models.CharField(_("账号"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    is_active = models.BooleanField(_("启用"), default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"


class Unit(models.Model):
    """An organisation that does the work: a bureau, a street office, a committee."""

    code = models.CharField(_("单位编号"), max_length=40, unique=True)
    name = models.CharField(_("单位名称"), max_length=80)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("区划"))

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A role that a person holds in a unit, for divisions, from a day on."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name=_("账号"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("单位"))
    role = models.CharField(_("角色"), max_length=40)
    title = models.CharField(_("职务"), max_length=40)
    divisions = models.ManyToManyField(Division, related_name="+", verbose_name=_("覆盖区划"))
    since = models.DateField(_("任职日期"))
    until = models.DateField(_("离任日期"), null=True, blank=True, help_text=_("不含"))

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
        ]

    def __str__(self) -> str:
        return f"{self.unit.name} {self.title} {self.user.name}"

    def may(self, permission: str) -> bool:
        """Whether the role of this post carries the permission. Where it may be used is the scope's business."""
        return permission in get_role(self.role).permissions

    def is_held(self, at: date) -> bool:
        return self.since <= at and (self.until is None or at < self.until)

    @cached_property
    def places(self) -> list[Division]:
        return sorted(self.divisions.all(), key=lambda place: place.code)

    @cached_property
    def scope(self) -> Scope:
        return Scope(tuple(place.range for place in self.places))
