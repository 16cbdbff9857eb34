"""Official letters whose figures come from the city's records, and the figures as they were at signing.

A letter is text with quotations in it until it is signed. Signing freezes the finished text (`frozen`) and one Citation for
each number quoted. A signed letter never changes again; the database refuses it (see the migration). A correction is
another letter. Nothing here says whether a letter was delivered: that belongs to the matter it answers.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.correspondence.enums import CitationKind, LetterKind, LetterState, Publicity
from linli.kernel.accounts.models import Post, Unit
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record
from linli.kernel.divisions.models import Division


class Letter(Record):
    identity = models.UUIDField(_("公文标识"), unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("文种"), max_length=12, choices=LetterKind, default=LetterKind.REPLY)
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("发文机关"))
    number_word = models.CharField(_("机关代字"), max_length=20)
    number_year = models.PositiveSmallIntegerField(_("发文年份"))
    number_serial = models.PositiveIntegerField(_("发文顺序号"), null=True, blank=True)
    title = models.CharField(_("标题"), max_length=120)
    salutation = models.CharField(_("主送"), max_length=120, blank=True, help_text=_("如“尊敬的某某代表：”"))
    body = models.TextField(_("正文"), blank=True)
    copies = models.JSONField(_("抄送"), default=list, blank=True)
    contact_name = models.CharField(_("联系人"), max_length=40, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    publicity = models.CharField(_("公开方式"), max_length=12, choices=Publicity, default=Publicity.ON_REQUEST)
    figures_on = models.DateField(_("数据截止日"))
    saved_figures = models.JSONField(_("上次保存时的数值"), default=dict, blank=True)
    concerns = models.CharField(_("所办事项"), max_length=200, blank=True, help_text=_("本文为哪一事项而发"))
    concerns_url = models.CharField(_("事项页面"), max_length=200, blank=True)
    due_on = models.DateField(_("办理期限"), null=True, blank=True)
    due_basis = models.CharField(_("期限依据"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=LetterState, default=LetterState.DRAFT)
    signed_at = models.DateTimeField(_("签发时间"), null=True, blank=True)
    signed_by = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签发岗位")
    )
    signer_title = models.CharField(_("签发人职务"), max_length=40, blank=True)
    signer_name = models.CharField(_("签发人"), max_length=40, blank=True)
    frozen = models.JSONField(_("签发时的全文"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("公文")
        verbose_name_plural = _("公文")
        ordering = ["-number_year", "-number_serial", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number_word", "number_year", "number_serial"],
                name="letter_number_once",
                violation_error_message=_("这个发文字号已经用过，请换一个顺序号。"),
            ),
            models.CheckConstraint(
                name="letter_number_positive",
                condition=Q(number_serial=None) | Q(number_serial__gte=1),
                violation_error_message=_("发文顺序号从1开始。"),
            ),
            models.CheckConstraint(
                name="letter_signed_pair",
                condition=Q(
                    state=LetterState.SIGNED,
                    signed_at__isnull=False,
                    signed_by__isnull=False,
                    number_serial__isnull=False,
                    frozen__isnull=False,
                )
                | (~Q(state=LetterState.SIGNED) & Q(signed_at=None, signed_by=None, frozen__isnull=True)),
                violation_error_message=_(
                    "已签发的公文必须同时有签发人、签发时间、发文字号和定稿全文；未签发的不能有。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}" if self.number_serial else self.title

    @property
    def number(self) -> str:
        """The document number as it is printed, with the serial left open until it is given."""
        return f"{self.number_word}〔{self.number_year}〕{self.number_serial or '　'}号"

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    def get_absolute_url(self) -> str:
        return reverse("correspondence:letter_detail", kwargs={"pk": self.pk})


class Citation(Record):
    """One number quoted in a signed letter: what was asked, what the answer was, and a digest of the records behind it.

    `value` is exact: {"count": n}, {"fen": n}, {"numerator": n, "denominator": n}, or {"text": "303"} for an outside figure.
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="citations", verbose_name=_("公文"))
    mark = models.CharField(_("标记"), max_length=8)
    kind = models.CharField(_("类别"), max_length=8, choices=CitationKind)
    quotation = models.CharField(_("引用"), max_length=400)
    sentence = models.TextField(_("所在句子"))
    shown = models.CharField(_("文中写法"), max_length=60)
    value = models.JSONField(_("数值"))
    code = models.CharField(_("指标代码"), max_length=60, blank=True)
    name = models.CharField(_("名称"), max_length=200)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    dims = models.JSONField(_("维度"), default=dict, blank=True)
    definition = models.TextField(_("口径"), blank=True)
    definition_version = models.PositiveIntegerField(_("口径版本"), default=1)
    place = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("统计范围")
    )
    figures_on = models.DateField(_("截止日"), null=True, blank=True)
    period_first_on = models.DateField(_("时段起"), null=True, blank=True)
    period_last_on = models.DateField(_("时段止"), null=True, blank=True)
    records_count = models.PositiveIntegerField(_("记录数"), null=True, blank=True)
    digest = models.CharField(_("记录摘要"), max_length=64, blank=True)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    source_year = models.CharField(_("来源年份"), max_length=10, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("引用的数值")
        verbose_name_plural = _("引用的数值")
        ordering = ["letter_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "mark"],
                name="citation_mark_once",
                violation_error_message=_("同一公文中标记不能重复。"),
            ),
            models.CheckConstraint(
                name="citation_figure_or_source",
                condition=Q(
                    kind=CitationKind.FIGURE,
                    place__isnull=False,
                    figures_on__isnull=False,
                    records_count__isnull=False,
                )
                & ~Q(code="")
                & ~Q(digest="")
                | (Q(kind=CitationKind.OUTSIDE) & ~Q(source="")),
                violation_error_message=_("指标须有统计范围、截止日、记录数和摘要；外部数据须有来源。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark} {self.name}：{self.shown}"

    @property
    def is_outside(self) -> bool:
        return self.kind == CitationKind.OUTSIDE

    def get_absolute_url(self) -> str:
        return reverse("correspondence:trace", kwargs={"identity": self.letter.identity, "mark": self.mark})


class Incoming(Record):
    """A document that came in, as the mail register has it; what is answered to it is a letter or a matter of its own."""

    code = models.CharField(_("收文编号"), max_length=40)
    received_on = models.DateField(_("收文日期"))
    from_unit = models.CharField(_("来文单位"), max_length=80)
    document_number = models.CharField(_("来文字号"), max_length=40, blank=True, default="")
    title = models.CharField(_("标题"), max_length=200)
    handled_by = models.CharField(_("承办单位"), max_length=80, blank=True, default="")
    due_on = models.DateField(_("办理期限"), null=True, blank=True)
    handled_on = models.DateField(_("办结日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("收文")
        verbose_name_plural = _("收文")
        indexes = [*Record.Meta.indexes, models.Index(fields=["division", "received_on"], name="incoming_received")]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="incoming_code", violation_error_message=_("该收文编号已经登记。")
            ),
            in_order("incoming_due_order", "received_on", "due_on", _("办理期限不能早于收文日期。")),
            in_order("incoming_handled_order", "received_on", "handled_on", _("办结日期不能早于收文日期。")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("correspondence:incoming_detail", kwargs={"pk": self.pk})
