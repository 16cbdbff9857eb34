"""The dictionary of facts that forms have asked for, what is known of each, and the headings under which it was asked."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.returns.rules.forms import Kind, Subject
from linli.kernel.accounts.models import Unit
from linli.kernel.audit.models import OpenRecord

KINDS = [
    (Kind.TEXT, _("文字")),
    (Kind.INT, _("整数")),
    (Kind.NUMBER, _("数")),
    (Kind.DATE, _("日期")),
    (Kind.BOOL, _("是否")),
    (Kind.CHOICE, _("选项")),
    (Kind.ID_NUMBER, _("证件号码")),
    (Kind.PHONE, _("电话")),
    (Kind.CODE, _("代码")),
]
SUBJECTS = [
    (Subject.DIVISION, _("村（社区）")),
    (Subject.PERSON, _("人")),
    (Subject.HOUSEHOLD, _("户")),
    (Subject.ORGANISATION, _("单位")),
    (Subject.PLACE, _("场所")),
    (Subject.EVENT, _("事项")),
]


class Fact(OpenRecord):
    """A fact that no register has and some form asked for: from then on everybody's. Read in every scope, by policy."""

    name = models.CharField(_("事实名称"), max_length=80)
    kind = models.CharField(_("类型"), max_length=10, choices=KINDS)
    subject = models.CharField(_("对象"), max_length=12, choices=SUBJECTS)
    choices = models.JSONField(_("选项"), default=list, blank=True)
    unit = models.CharField(_("计量单位"), max_length=20, blank=True)
    definition = models.CharField(_("口径"), max_length=300, help_text=_("怎样算、截至何时、包括什么、不包括什么"))
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("责任单位"))
    is_personal = models.BooleanField(_("个人信息"), default=False)
    valid_days = models.PositiveIntegerField(
        _("有效期"), null=True, blank=True, help_text=_("天；空着表示一直有效。过期的值仍预填，但请基层核对")
    )

    class Meta(OpenRecord.Meta):
        verbose_name = _("事实")
        verbose_name_plural = _("事实")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "subject", "owner"],
                name="returns_fact_once",
                violation_error_message=_("本单位已有同名的事实，请直接选用。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("returns:fact_detail", kwargs={"pk": self.pk})


class Alias(OpenRecord):
    """A heading that somebody has said means a fact: the next form that carries it is matched without asking."""

    headings = models.CharField(_("表头"), max_length=300, help_text=_("各级表头，已统一写法，用“/”连接"))
    fact = models.CharField(_("对应的事实"), max_length=120)
    said_by = models.CharField(_("确认人"), max_length=160)

    class Meta(OpenRecord.Meta):
        verbose_name = _("报表列别名")
        verbose_name_plural = _("报表列别名")
        ordering = ["headings"]
        constraints = [models.UniqueConstraint(fields=["division", "headings"], name="returns_alias_once")]

    def __str__(self) -> str:
        return self.headings
