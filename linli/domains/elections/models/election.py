"""The change of term of a village or residents' committee: one record for one committee in one round.

It says when the election was due and when it was completed; ballots, candidates and those elected are not kept here.
"""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.elections.enums import Kind
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record


class Election(Record):
    round = models.CharField(_("届次"), max_length=20, help_text=_("如：2020-2021"))
    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    term_ended_on = models.DateField(_("上届届满日期"), null=True, blank=True)
    due_on = models.DateField(_("应完成日期"))
    started_on = models.DateField(_("启动日期"), null=True, blank=True)
    completed_on = models.DateField(_("完成日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("换届选举")
        verbose_name_plural = _("换届选举")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["division", "due_on"], include=["kind"], name="election_due"),
            models.Index(fields=["division", "completed_on"], include=["kind"], name="election_completed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "round"],
                name="election_once_per_round",
                violation_error_message=_("该村（社区）本届次的换届已经登记，请改为更正原记录。"),
            ),
            in_order(
                "election_completion_order",
                "started_on",
                "completed_on",
                _("完成日期不能早于启动日期，且应先填写启动日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division.name} {self.round}"

    def get_absolute_url(self) -> str:
        return reverse("elections:election_detail", kwargs={"pk": self.pk})
