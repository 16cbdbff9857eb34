"""Security centres (综治中心) with the five things each should have, and grid workers.

A centre holds what its last assessment found. Known flaw: an assessment that finds less takes the centre out of the
figures of earlier days as well, since only the present state is kept; the earlier findings are in the record's history.
"""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.grid.enums import Item
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record


class Centre(Record):
    name = models.CharField(_("名称"), max_length=120)
    opened_on = models.DateField(_("建成日期"))
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)
    has_place = models.BooleanField(Item.PLACE.label, default=False)
    has_staff = models.BooleanField(Item.STAFF.label, default=False)
    has_rules = models.BooleanField(Item.RULES.label, default=False)
    has_platform = models.BooleanField(Item.PLATFORM.label, default=False)
    has_mechanism = models.BooleanField(Item.MECHANISM.label, default=False)
    assessed_on = models.DateField(_("评估日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("综治中心")
        verbose_name_plural = _("综治中心")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["division", "opened_on"], include=["closed_on"], name="centre_opened"),
            models.Index(
                fields=["division", "assessed_on"],
                include=["closed_on", "has_place", "has_staff", "has_rules", "has_platform", "has_mechanism"],
                name="centre_assessed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["division"],
                name="centre_one_per_division",
                violation_error_message=_("该村（社区）的综治中心已经登记，请改为更正原记录。"),
            ),
            in_order("centre_closing_order", "opened_on", "closed_on", _("撤销日期不能早于建成日期。")),
            in_order("centre_assessment_order", "opened_on", "assessed_on", _("评估日期不能早于建成日期。")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("grid:centre_detail", kwargs={"pk": self.pk})


class Worker(Record):
    code = models.CharField(_("网格员编号"), max_length=40)
    name = models.CharField(_("姓名"), max_length=40)
    is_full_time = models.BooleanField(_("是否专职"), default=False)
    since = models.DateField(_("上岗日期"))
    until = models.DateField(_("离岗日期"), null=True, blank=True, help_text=_("离岗的第一天"))

    class Meta(Record.Meta):
        verbose_name = _("网格员")
        verbose_name_plural = _("网格员")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["division", "since"], include=["until", "is_full_time"], name="worker_since"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="worker_code", violation_error_message=_("该网格员编号已经登记。")
            ),
            in_order("worker_service_order", "since", "until", _("离岗日期不能早于上岗日期。")),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"

    def get_absolute_url(self) -> str:
        return reverse("grid:worker_detail", kwargs={"pk": self.pk})
