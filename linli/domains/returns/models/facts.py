"""The dictionary of facts that forms have asked for, what is known of each, and the headings under which it was asked."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.returns.models.personal import CELLS
from linli.domains.returns.rules.forms import Kind, Subject
from linli.kernel.accounts.models import Unit
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import OpenRecord, Record
from linli.kernel.privacy.fields import SealedField

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


class FactValue(Record):
    """What is known of a fact about one subject: typed once, in the return `answer`.

    `about`: "" where it is about the division itself, "residents.resident:17" about a record of a register, "name:…" the
    organisation, place or event that the form calls so, "mark:…" the keyed fingerprint of a person's number. Of each subject and fact the newest `as_of` holds; earlier ones stay. A personal value is in
    `sealed` alone, as JSON.
    """

    not_personal = ("fact", "about", "value", "as_of", "valid_until", "is_again", "answer")

    fact = models.ForeignKey(Fact, models.PROTECT, related_name="values", verbose_name=_("事实"))
    about = models.CharField(_("对象"), max_length=120, blank=True)
    value = models.JSONField(_("值"), null=True, blank=True)
    sealed = SealedField(_("值（加密）"), personal=CELLS, max_length=2000, null=True, blank=True)
    as_of = models.DateField(_("截至日期"))
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    is_again = models.BooleanField(_("有效期内又填"), default=False, help_text=_("记下时还有一个有效的值"))
    answer = models.ForeignKey("returns.Answer", models.PROTECT, related_name="learned", verbose_name=_("来自报表"))

    class Meta(Record.Meta):
        verbose_name = _("事实的值")
        verbose_name_plural = _("事实的值")
        ordering = ["fact_id", "about", "-as_of", "-id"]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["fact", "division", "about", "-as_of"], name="fact_value_newest"),
        ]
        constraints = [
            in_order("fact_value_order", "as_of", "valid_until", _("有效期至不能早于截至日期。")),
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.as_of}"


class Alias(OpenRecord):
    """A heading that somebody has said means a fact: the next form that carries it is matched without asking."""

    headings = models.CharField(_("表头"), max_length=300, help_text=_("各级表头，已统一写法，用“/”连接"))
    fact = models.CharField(_("对应的事实"), max_length=120)
    said_by = models.CharField(_("确认人"), max_length=160)

    class Meta(OpenRecord.Meta):
        verbose_name = _("表头别名")
        verbose_name_plural = _("表头别名")
        ordering = ["headings"]
        constraints = [models.UniqueConstraint(fields=["division", "headings"], name="returns_alias_once")]

    def __str__(self) -> str:
        return self.headings
