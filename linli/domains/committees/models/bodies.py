"""Who sits on the committee, its sub-committees and the supervision committee; and how the assembly of representatives is made up.

They belong to the committee of their place; a place has one.
"""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.committees.enums import BodyKind, Role
from linli.domains.committees.models import personal
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record
from linli.kernel.privacy.declaration import declared


class Sex(models.TextChoices):
    MALE = "1", _("男")
    FEMALE = "2", _("女")


class Body(Record):
    """A body beside or below the committee: a sub-committee, the supervision committee, or a group."""

    kind = models.CharField(_("类别"), max_length=12, choices=BodyKind)
    name = models.CharField(_("名称"), max_length=60)
    founded_on = models.DateField(_("设立日期"))
    ended_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("下属组织")
        verbose_name_plural = _("下属组织")
        ordering = ["division_id", "kind", "id"]
        constraints = [
            in_order("body_order", "founded_on", "ended_on", _("撤销日期不能早于设立日期。")),
            models.UniqueConstraint(
                fields=["division", "kind", "name"],
                name="body_once",
                violation_error_message=_("该村（社区）已登记这个组织。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committees:body_detail", kwargs={"pk": self.pk})


class Seat(Record):
    """One person on one body, from a day until a day (exclusive). Without a body it is a seat on the committee itself."""

    body = models.CharField(
        _("任职组织"),
        max_length=12,
        choices=BodyKind,
        blank=True,
        default="",
        help_text=_("在村（居）委会本身任职的不填"),
    )
    role = models.CharField(_("职务"), max_length=12, choices=Role)
    name = declared(models.CharField(_("姓名"), max_length=40), personal=personal.NAME)
    sex = declared(models.CharField(_("性别"), max_length=1, choices=Sex, blank=True), personal=personal.NAME)
    knows_accounts = models.BooleanField(_("具备财会、管理知识"), default=False)
    is_near_relative = models.BooleanField(
        _("是村（居）委会成员的近亲属"), default=False, help_text=_("监督委员会成员须如实填写")
    )
    since = models.DateField(_("任职日期"))
    until = models.DateField(_("离任日期"), null=True, blank=True, help_text=_("不再任职的第一天"))

    not_personal = ("body", "role", "knows_accounts", "is_near_relative", "since", "until")

    class Meta(Record.Meta):
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        ordering = ["division_id", "body", "id"]
        constraints = [
            in_order("seat_order", "since", "until", _("离任日期不能早于任职日期。")),
            models.UniqueConstraint(
                fields=["division"],
                condition=models.Q(role=Role.HEAD, body="", until=None),
                name="seat_one_head",
                violation_error_message=_("该村（居）委会已有在任的主任，请先登记原主任离任。"),
            ),
            models.UniqueConstraint(
                fields=["division", "role", "name", "since", "body"],
                name="seat_once",
                violation_error_message=_("这条任职已经登记。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}{self.name}"

    def get_absolute_url(self) -> str:
        return reverse("committees:seat_detail", kwargs={"pk": self.pk})


class Assembly(Record):
    """How the assembly of representatives was made up when it was formed."""

    formed_on = models.DateField(_("产生日期"))
    households_count = models.PositiveIntegerField(_("户数"))
    members_count = models.PositiveIntegerField(_("组成人员"), help_text=_("村（居）委会成员与代表合计"))
    representatives_count = models.PositiveIntegerField(_("村（居）民代表"))
    women_count = models.PositiveIntegerField(_("妇女代表"))
    groups_count = models.PositiveIntegerField(_("村（居）民小组"), default=0)

    class Meta(Record.Meta):
        verbose_name = _("代表会议组成")
        verbose_name_plural = _("代表会议组成")
        ordering = ["-formed_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "formed_on"],
                name="assembly_once",
                violation_error_message=_("该村（社区）这一天产生的代表会议已经登记。"),
            ),
            models.CheckConstraint(
                name="assembly_parts",
                condition=models.Q(representatives_count__lte=models.F("members_count"))
                & models.Q(women_count__lte=models.F("representatives_count")),
                violation_error_message=_("代表不能多于组成人员，妇女代表不能多于代表。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division.name} {self.formed_on}"

    def get_absolute_url(self) -> str:
        return reverse("committees:assembly_detail", kwargs={"pk": self.pk})
