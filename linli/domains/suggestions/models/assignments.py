"""Which unit does what: assignments, and the referral of one question to another unit."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.domains.suggestions.enums import AssignmentRole
from linli.domains.suggestions.models.suggestion import Question, Suggestion
from linli.kernel.accounts.models import Unit
from linli.kernel.audit.models import Record


class Assignment(Record):
    """A unit's part in a suggestion, or in one question of it. A returned part stays on record; a new one takes its place."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="assignments", verbose_name=_("代表建议"))
    question = models.ForeignKey(
        Question, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("子问题")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("承办单位"))
    role = models.CharField(_("承办方式"), max_length=10, choices=AssignmentRole)
    received_on = models.DateField(_("交办日期"))
    returned_on = models.DateField(_("退件日期"), null=True, blank=True)
    return_reason = models.CharField(_("退件理由"), max_length=400, blank=True)
    opinion = models.TextField(_("办理意见"), blank=True)
    opinion_on = models.DateField(_("意见日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("承办任务")
        verbose_name_plural = _("承办任务")
        ordering = ["suggestion_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["suggestion"],
                condition=Q(role=AssignmentRole.LEAD, returned_on=None),
                name="assignment_one_lead",
                violation_error_message=_("一件建议只有一个主办单位。"),
            ),
            models.UniqueConstraint(
                fields=["suggestion", "question", "unit"],
                condition=Q(returned_on=None),
                nulls_distinct=False,
                name="assignment_unit_once",
                violation_error_message=_("该单位已承办这一项。"),
            ),
            models.CheckConstraint(
                name="assignment_return_pair",
                condition=Q(returned_on=None, return_reason="")
                | Q(returned_on__gte=F("received_on")) & ~Q(return_reason=""),
                violation_error_message=_("退件须写明理由，日期不早于交办日期。"),
            ),
            models.CheckConstraint(
                name="assignment_opinion_pair",
                condition=Q(opinion_on=None, opinion="") | Q(opinion_on__gte=F("received_on")) & ~Q(opinion=""),
                violation_error_message=_("办理意见须有内容和日期，日期不早于交办日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.name}（{self.get_role_display()}）"

    @property
    def is_open(self) -> bool:
        return self.returned_on is None and self.opinion_on is None


class Referral(Record):
    """A question that another unit must answer. A unit may not hand it on itself: it asks, and the supervising office does it.

    Source: 河南省人大代表建议办理办法 2017 §14.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="referrals", verbose_name=_("子问题"))
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("提出单位"))
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("建议承办单位"))
    reason = models.CharField(_("转办理由"), max_length=400)
    asked_on = models.DateField(_("提出日期"))
    via_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("转办机关")
    )
    passed_on = models.DateField(_("转办日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("子问题转办")
        verbose_name_plural = _("子问题转办")
        ordering = ["question_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "to_unit"],
                name="referral_once",
                violation_error_message=_("这个子问题已提出转给该单位。"),
            ),
            models.CheckConstraint(
                name="referral_passed_pair",
                condition=Q(passed_on=None, via_unit=None) | Q(passed_on__gte=F("asked_on"), via_unit__isnull=False),
                violation_error_message=_("转办须有转办机关和日期，日期不早于提出日期。"),
            ),
            models.CheckConstraint(
                name="referral_to_another",
                condition=~Q(to_unit=F("from_unit")),
                violation_error_message=_("不能转给本单位。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} → {self.to_unit.name}"
