"""What a department asks for: its own workbook, why it may ask, and how often."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.returns.enums import RequestState, Rhythm
from linli.domains.returns.models.facts import SUBJECTS
from linli.kernel.accounts.models import Unit
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import OpenRecord


class FileField(models.BinaryField):
    """A file's bytes. The account of a record tells which file it was by its SHA-256."""

    def audited(self, side: str) -> str:
        return f"encode(sha256({side}.\"{self.column}\"), 'hex')"

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs


# What an answer that is shown with its request does not need: megabytes.
HEAVY = ("request__workbook", "request__preview")


class Request(OpenRecord):
    """`division` is the place of the asking unit. Once decided it is read in every scope, by policy: communities may know.

    `form` and `columns` are what `rules.asked` reads and writes. `workbook` is the department's file as it came; it is never
    rewritten; `preview` is what `rules.asking` shows of it. `targets`: 12-digit codes of divisions; every community in them answers. `rows_of`: the register whose records
    begin the rows, "" where communities name them; `rows_where`: values of that register's list filters.
    """

    title = models.CharField(_("报表名称"), max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("发起单位"))
    state = models.CharField(_("状态"), max_length=10, choices=RequestState, default=RequestState.DRAFT)
    subject = models.CharField(_("每行一个"), max_length=12, choices=SUBJECTS)
    file_name = models.CharField(_("原文件名"), max_length=160)
    workbook = FileField(_("原工作簿"))
    form = models.JSONField(_("版式"))
    columns = models.JSONField(_("各列"))
    preview = models.JSONField(_("表样"), default=dict, blank=True)
    rows_of = models.CharField(_("行取自"), max_length=60, blank=True)
    rows_where = models.JSONField(_("行的条件"), default=dict, blank=True)
    targets = models.JSONField(_("填报范围"), default=list, blank=True)

    basis = models.CharField(
        _("制发依据"), max_length=300, blank=True, help_text=_("法律、法规或文件的名称、文号和条款")
    )
    purpose = models.CharField(_("处理个人信息的目的"), max_length=300, blank=True, help_text=_("不涉及个人信息的不填"))
    payer = models.CharField(
        _("经费由谁承担"), max_length=120, blank=True, help_text=_("委托基层办理的，经费由委托的部门承担")
    )
    rhythm = models.CharField(_("频次"), max_length=10, choices=Rhythm, default=Rhythm.ONCE)
    begins_on = models.DateField(_("开始日期"), null=True, blank=True)
    ends_on = models.DateField(_("停止日期"), null=True, blank=True, help_text=_("到期自动停止"))
    due_days = models.PositiveSmallIntegerField(
        _("填报期限"), default=5, help_text=_("每期结束后几个工作日内报送；每日报表为当日")
    )
    submitted_on = models.DateField(_("送审日期"), null=True, blank=True)
    decided_on = models.DateField(_("审核日期"), null=True, blank=True)
    decision = models.CharField(_("审核意见"), max_length=300, blank=True)
    ended_on = models.DateField(_("实际停止日期"), null=True, blank=True)

    class Meta(OpenRecord.Meta):
        verbose_name = _("报表")
        verbose_name_plural = _("报表")
        ordering = ["-id"]
        constraints = [
            in_order("returns_request_order", "begins_on", "ends_on", _("停止日期不能早于开始日期。")),
            models.CheckConstraint(
                name="returns_request_founded",
                condition=Q(state__in=[RequestState.DRAFT, RequestState.REFUSED])
                | (~Q(basis="") & ~Q(payer="") & Q(begins_on__isnull=False, ends_on__isnull=False)),
                violation_error_message=_("送审前请写明制发依据、经费承担、开始日期和停止日期。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("returns:request_detail", kwargs={"pk": self.pk})
