"""What one community answers to one period of a request."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.returns.enums import AnswerState
from linli.domains.returns.models.personal import CELLS
from linli.domains.returns.models.requests import Request
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record
from linli.kernel.privacy.fields import SealedField


class Answer(Record):
    """`period_on` to `period_until`, both included; of a single return both are the day of sending.

    The three counts are of cells: `asked_count` = all that the form has for this community, `prefilled_count` those that
    were there when it was sent, `typed_count` those that somebody has filled in or corrected.
    """

    request = models.ForeignKey(Request, models.PROTECT, related_name="answers", verbose_name=_("报表"))
    # Stays when the place is merged into another: then that one has the answers of both.
    community = models.BigIntegerField(_("下发时的区划代码"), null=True, blank=True, editable=False)
    period_on = models.DateField(_("所属期开始"))
    period_until = models.DateField(_("所属期结束"))
    due_on = models.DateField(_("报送期限"))
    state = models.CharField(_("状态"), max_length=16, choices=AnswerState, default=AnswerState.OPEN)
    is_by_records = models.BooleanField(_("由记录直接回答"), default=False, help_text=_("没有打扰基层"))
    submitted_on = models.DateField(_("报送日期"), null=True, blank=True)
    submitted_by = models.CharField(_("报送人"), max_length=160, blank=True)
    is_late = models.BooleanField(_("逾期报送"), default=False)
    remark = models.CharField(_("退回意见"), max_length=300, blank=True)
    approved_on = models.DateField(_("通过日期"), null=True, blank=True)
    asked_count = models.PositiveIntegerField(_("要求格数"), default=0)
    prefilled_count = models.PositiveIntegerField(_("预填格数"), default=0)
    typed_count = models.PositiveIntegerField(_("手填格数"), default=0)

    class Meta(Record.Meta):
        verbose_name = _("填报")
        verbose_name_plural = _("填报")
        ordering = ["-period_on", "division_id"]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["request", "period_on", "division"], name="returns_answer_of"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["request", "community", "period_on"], name="returns_answer_once"),
            in_order("returns_answer_order", "period_on", "period_until", _("所属期结束不能早于开始。")),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.period_on}"

    def get_absolute_url(self) -> str:
        return reverse("returns:answer", kwargs={"pk": self.pk})


class Row(Record):
    """One line of an answer. `cells`: index of a column, as text → what `rules.cells.Cell` reads and writes.

    The values of personal columns are in `sealed` alone: JSON of column → value. `about` as in FactValue. `remarks`:
    column → what who checks has to say of the cell.
    """

    not_personal = ("answer", "ordinal", "about", "cells", "remarks")

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="rows", verbose_name=_("填报"))
    ordinal = models.PositiveIntegerField(_("行号"))
    about = models.CharField(_("对象"), max_length=120, blank=True)
    cells = models.JSONField(_("各格"), default=dict, blank=True)
    sealed = SealedField(_("个人信息各格（加密）"), personal=CELLS, max_length=20000, null=True, blank=True)
    remarks = models.JSONField(_("逐格意见"), default=dict, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("填报行")
        verbose_name_plural = _("填报行")
        ordering = ["answer_id", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "about"],
                name="returns_row_once",
                condition=~models.Q(about=""),
                violation_error_message=_("本表已有这个对象的一行。"),
            ),
            models.UniqueConstraint(fields=["answer", "ordinal"], name="returns_row_ordinal"),
        ]

    def __str__(self) -> str:
        return f"{self.answer} {self.ordinal}"
