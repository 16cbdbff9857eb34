"""The building of standard communities (一有二厅七中心): which take part, what each has, which are certified, what is planned.

What a community has is its present state; the certification is the dated finding of a day and stands until withdrawn.
"""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.standards.enums import Item
from linli.kernel.audit.constraints import in_order, year_in_range
from linli.kernel.audit.models import Record


class Community(Record):
    enrolled_on = models.DateField(_("纳入日期"))
    has_organisations = models.BooleanField(Item.ORGANISATIONS.label, default=False)
    has_service_hall = models.BooleanField(Item.SERVICE_HALL.label, default=False)
    has_council_hall = models.BooleanField(Item.COUNCIL_HALL.label, default=False)
    has_security_centre = models.BooleanField(Item.SECURITY_CENTRE.label, default=False)
    has_culture_centre = models.BooleanField(Item.CULTURE_CENTRE.label, default=False)
    has_clinic = models.BooleanField(Item.CLINIC.label, default=False)
    has_day_care = models.BooleanField(Item.DAY_CARE.label, default=False)
    has_children_centre = models.BooleanField(Item.CHILDREN_CENTRE.label, default=False)
    has_volunteer_centre = models.BooleanField(Item.VOLUNTEER_CENTRE.label, default=False)
    has_incubator = models.BooleanField(Item.INCUBATOR.label, default=False)

    class Meta(Record.Meta):
        verbose_name = _("规范化建设社区")
        verbose_name_plural = _("规范化建设社区")
        indexes = [*Record.Meta.indexes, models.Index(fields=["division", "enrolled_on"], name="community_enrolled")]
        constraints = [
            models.UniqueConstraint(
                fields=["division"],
                name="community_one_per_division",
                violation_error_message=_("该社区已经纳入规范化建设，请改为更正原记录。"),
            ),
        ]

    def __str__(self) -> str:
        return self.division.name

    def get_absolute_url(self) -> str:
        return reverse("standards:community_detail", kwargs={"pk": self.pk})


class Certification(Record):
    code = models.CharField(_("认定编号"), max_length=40)
    issued_on = models.DateField(_("认定日期"))
    withdrawn_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("规范化社区认定")
        verbose_name_plural = _("规范化社区认定")
        indexes = [*Record.Meta.indexes, models.Index(fields=["division", "issued_on"], name="certification_issued")]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="certification_code", violation_error_message=_("该认定编号已经登记。")
            ),
            models.UniqueConstraint(
                fields=["division"],
                condition=models.Q(withdrawn_on=None),
                name="certification_one_standing",
                violation_error_message=_("该社区已有一项有效的认定；如需重新认定，请先撤销原认定。"),
            ),
            in_order("certification_order", "issued_on", "withdrawn_on", _("撤销日期不能早于认定日期。")),
        ]

    def __str__(self) -> str:
        return f"{self.division.name}（{self.code}）"

    def get_absolute_url(self) -> str:
        return reverse("standards:certification_detail", kwargs={"pk": self.pk})


class PlanItem(Record):
    year = models.PositiveSmallIntegerField(_("年度"))
    planned_on = models.DateField(_("列入日期"))
    fulfilled_on = models.DateField(_("完成日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("年度创建计划")
        verbose_name_plural = _("年度创建计划")
        indexes = [*Record.Meta.indexes, models.Index(fields=["division", "planned_on"], name="plan_item_planned")]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "year"],
                name="plan_item_once_a_year",
                violation_error_message=_("该社区已列入本年度创建计划。"),
            ),
            models.UniqueConstraint(
                fields=["division"],
                condition=models.Q(fulfilled_on=None),
                name="plan_item_one_open",
                violation_error_message=_("该社区另有一项创建计划尚未完成，请先填写其完成日期。"),
            ),
            year_in_range("plan_item_year", _("年度应为2000至2099之间的年份。")),
            in_order("plan_item_order", "planned_on", "fulfilled_on", _("完成日期不能早于列入日期。")),
        ]

    def __str__(self) -> str:
        return f"{self.division.name} {self.year}年"

    def get_absolute_url(self) -> str:
        return reverse("standards:plan_item_detail", kwargs={"pk": self.pk})
