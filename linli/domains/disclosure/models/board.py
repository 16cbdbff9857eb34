"""The catalogue, the board, and the questions about what hangs there."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.disclosure.enums import Category, ItemState, Kind, Outcome, QuestionState, Rhythm, State
from linli.domains.disclosure.models import personal
from linli.kernel.accounts.models import User
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record
from linli.kernel.privacy.fields import MarkField, SealedField


class Item(Record):
    """One line of a community's catalogue, in the nine columns that such catalogues have."""

    number = models.PositiveSmallIntegerField(_("序号"))
    category = models.CharField(_("类别"), max_length=16, choices=Category)
    topic = models.CharField(_("一级事项"), max_length=60)
    title = models.CharField(_("二级事项"), max_length=80)
    content = models.CharField(_("内容要素"), max_length=300)
    basis = models.CharField(_("公开依据"), max_length=200)
    rhythm = models.CharField(_("公开时限"), max_length=12, choices=Rhythm)
    body = models.CharField(_("公开主体"), max_length=60)
    channel = models.CharField(_("公开渠道"), max_length=100)

    kind = models.CharField(_("组织类别"), max_length=10, choices=Kind)
    is_finance = models.BooleanField(_("财务类"), default=False, help_text=_("公布前须经监督委员会审核"))
    since = models.DateField(_("列入日期"))
    state = models.CharField(_("目录状态"), max_length=8, choices=ItemState, default=ItemState.LISTED)

    class Meta(Record.Meta):
        verbose_name = _("公开事项")
        verbose_name_plural = _("公开事项")
        ordering = ["division_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "number"],
                name="disclosure_item_number",
                violation_error_message=_("本村（社区）的公开目录已有这个序号。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("disclosure:item_detail", kwargs={"pk": self.pk})


class Posting(Record):
    """One text that is, was or is to be on the board. It never changes once it is up: a changed text is another posting."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="postings", verbose_name=_("公开事项"))
    title = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("正文"), max_length=8000)
    table = models.JSONField(_("附表"), default=list, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.DRAFT)
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("替换的版本")
    )
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("拟稿人"))
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("监督委员会审核人")
    )
    signed_on = models.DateField(_("审核日期"), null=True, blank=True)
    posted_on = models.DateField(_("公布日期"), null=True, blank=True)
    ended_on = models.DateField(_("撤下日期"), null=True, blank=True)
    breach = models.CharField(_("提前撤下的理由"), max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("公开内容")
        verbose_name_plural = _("公开内容")
        ordering = ["-posted_on", "-id"]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["division", "posted_on"], name="posting_division_posted"),
        ]
        constraints = [
            in_order("posting_order", "posted_on", "ended_on", _("撤下日期不能早于公布日期。")),
            models.CheckConstraint(
                name="posting_breach_reason",
                condition=~Q(state=State.WITHDRAWN) | ~Q(breach=""),
                violation_error_message=_("提前撤下要写明理由。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("disclosure:posting", kwargs={"pk": self.pk})


class Question(Record):
    """What a resident asked about a posting, or about one that is missing, and what came of it.

    One that was put online has a receipt, of whose number only the mark is kept.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="questions", verbose_name=_("公开事项"))
    posting = models.ForeignKey(
        Posting, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("公开内容")
    )
    asker = SealedField(_("提出人"), personal=personal.ASKER, max_length=40)
    contact = SealedField(_("联系方式"), personal=personal.CONTACT, max_length=60)
    receipt_mark = MarkField(verbose_name=_("回执号指纹"), null=True, blank=True, unique=True)
    text = models.CharField(_("质疑内容"), max_length=600)
    state = models.CharField(_("状态"), max_length=10, choices=QuestionState, default=QuestionState.OPEN)
    asked_on = models.DateField(_("提出日期"))
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    answer = models.CharField(_("答复"), max_length=600, blank=True)
    referred_on = models.DateField(_("转乡镇（街道）日期"), null=True, blank=True)
    closed_on = models.DateField(_("办结日期"), null=True, blank=True)
    outcome = models.CharField(_("办理结果"), max_length=16, choices=Outcome, blank=True)

    not_personal = (
        *("item", "posting", "text", "state", "asked_on", "answered_on", "answer", "referred_on"),
        *("closed_on", "outcome", "receipt_mark"),
    )

    class Meta(Record.Meta):
        verbose_name = _("居民质疑")
        verbose_name_plural = _("居民质疑")
        ordering = ["-asked_on", "-id"]
        constraints = [
            in_order("question_answer_order", "asked_on", "answered_on", _("答复日期不能早于提出日期。")),
            in_order("question_close_order", "asked_on", "closed_on", _("办结日期不能早于提出日期。")),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def is_online(self) -> bool:
        return self.receipt_mark is not None

    def get_absolute_url(self) -> str:
        return reverse("disclosure:question", kwargs={"pk": self.pk})
