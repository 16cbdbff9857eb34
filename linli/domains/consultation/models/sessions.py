"""Consultations held in villages and communities, and the problems raised there.

A session is a meeting that took place, not a plan of one. A problem raised elsewhere (a complaint, an event of the grid) is
not kept here.
"""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.consultation.enums import Category
from linli.kernel.audit.constraints import in_order, positive
from linli.kernel.audit.models import Record


class Session(Record):
    code = models.CharField(_("协商编号"), max_length=40)
    topic = models.CharField(_("议题"), max_length=200)
    category = models.CharField(_("类别"), max_length=12, choices=Category)
    held_on = models.DateField(_("协商日期"))
    participants_count = models.PositiveIntegerField(_("参与人数"))
    conclusion = models.TextField(_("协商结论"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("社区协商")
        verbose_name_plural = _("社区协商")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["division", "held_on"], name="session_division_held"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="session_code", violation_error_message=_("该协商编号已经登记。")
            ),
            positive("session_participants", "participants_count", _("参与人数应大于0。")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.topic}"

    def get_absolute_url(self) -> str:
        return reverse("consultation:session_detail", kwargs={"pk": self.pk})


class Problem(Record):
    code = models.CharField(_("问题编号"), max_length=40)
    session = models.ForeignKey(Session, models.PROTECT, related_name="problems", verbose_name=_("所属协商"))
    title = models.CharField(_("问题"), max_length=200)
    raised_on = models.DateField(_("提出日期"))
    solved_on = models.DateField(_("解决日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("协商问题")
        verbose_name_plural = _("协商问题")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["division", "solved_on"], name="problem_division_solved"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="problem_code", violation_error_message=_("该问题编号已经登记。")
            ),
            in_order("problem_solution_order", "raised_on", "solved_on", _("解决日期不能早于提出日期。")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("consultation:problem_detail", kwargs={"pk": self.pk})
