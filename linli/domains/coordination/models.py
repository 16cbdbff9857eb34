"""How departments work together: leading groups at three levels, task forces (专班), member units, and the work ledger.

A leading group is a body, not a meeting. The ledger is what was decided should be done; it proves nothing about the records
of those who do it.
"""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.coordination.enums import Level
from linli.kernel.audit.constraints import in_order, positive, year_in_range
from linli.kernel.audit.models import Record


class LeadingGroup(Record):
    name = models.CharField(_("名称"), max_length=120)
    level = models.CharField(_("层级"), max_length=10, choices=Level)
    leader_title = models.CharField(_("组长职务"), max_length=60)
    established_on = models.DateField(_("成立日期"))
    dissolved_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("领导小组")
        verbose_name_plural = _("领导小组")
        constraints = [
            models.UniqueConstraint(
                fields=["division"],
                name="leading_group_one_per_division",
                violation_error_message=_("该地的领导小组已经登记，请改为更正原记录。"),
            ),
            in_order("leading_group_order", "established_on", "dissolved_on", _("撤销日期不能早于成立日期。")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("coordination:leading_group_detail", kwargs={"pk": self.pk})


class TaskForce(Record):
    code = models.CharField(_("编号"), max_length=40)
    name = models.CharField(_("名称"), max_length=120)
    leader_title = models.CharField(_("负责人职务"), max_length=60)
    duty = models.TextField(_("职责"))
    established_on = models.DateField(_("成立日期"))
    dissolved_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("专班")
        verbose_name_plural = _("专班")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="task_force_code", violation_error_message=_("该专班编号已经登记。")
            ),
            in_order("task_force_order", "established_on", "dissolved_on", _("撤销日期不能早于成立日期。")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("coordination:task_force_detail", kwargs={"pk": self.pk})


class MemberUnit(Record):
    code = models.CharField(_("编号"), max_length=40)
    unit_name = models.CharField(_("单位名称"), max_length=80)
    duty = models.TextField(_("职责分工"))
    task_force = models.ForeignKey(
        TaskForce, models.PROTECT, null=True, blank=True, related_name="member_units", verbose_name=_("所属专班")
    )
    joined_on = models.DateField(_("加入日期"))
    left_on = models.DateField(_("退出日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("成员单位")
        verbose_name_plural = _("成员单位")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="member_unit_code", violation_error_message=_("该成员单位编号已经登记。")
            ),
            in_order("member_unit_order", "joined_on", "left_on", _("退出日期不能早于加入日期。")),
        ]

    def __str__(self) -> str:
        return self.unit_name

    def get_absolute_url(self) -> str:
        return reverse("coordination:member_unit_detail", kwargs={"pk": self.pk})


class WorkLedger(Record):
    code = models.CharField(_("台账编号"), max_length=40)
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("台账名称"), max_length=120)
    issued_on = models.DateField(_("印发日期"))

    class Meta(Record.Meta):
        verbose_name = _("工作台账")
        verbose_name_plural = _("工作台账")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="work_ledger_code", violation_error_message=_("该台账编号已经登记。")
            ),
            year_in_range("work_ledger_year", _("年度应为2000至2099之间的年份。")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("coordination:work_ledger_detail", kwargs={"pk": self.pk})


class LedgerArea(Record):
    code = models.CharField(_("方面编号"), max_length=40)
    ledger = models.ForeignKey(WorkLedger, models.PROTECT, related_name="areas", verbose_name=_("所属台账"))
    number = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("方面名称"), max_length=120)

    class Meta(Record.Meta):
        verbose_name = _("台账方面")
        verbose_name_plural = _("台账方面")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="ledger_area_code", violation_error_message=_("该方面编号已经登记。")
            ),
            models.UniqueConstraint(
                fields=["ledger", "number"],
                name="ledger_area_number",
                violation_error_message=_("同一台账内的方面序号不能重复。"),
            ),
            positive("ledger_area_number_positive", "number", _("序号应大于0。")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("coordination:ledger_area_detail", kwargs={"pk": self.pk})


class LedgerTask(Record):
    code = models.CharField(_("任务编号"), max_length=40)
    area = models.ForeignKey(LedgerArea, models.PROTECT, related_name="tasks", verbose_name=_("所属方面"))
    number = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("任务名称"), max_length=120)
    standard = models.TextField(_("工作标准"))
    responsible_unit = models.CharField(_("责任单位"), max_length=120)
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    completed_on = models.DateField(_("完成日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("台账任务")
        verbose_name_plural = _("台账任务")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["division", "completed_on"], name="ledger_task_completed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="ledger_task_code", violation_error_message=_("该任务编号已经登记。")
            ),
            models.UniqueConstraint(
                fields=["area", "number"],
                name="ledger_task_number",
                violation_error_message=_("同一方面内的任务序号不能重复。"),
            ),
            positive("ledger_task_number_positive", "number", _("序号应大于0。")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("coordination:ledger_task_detail", kwargs={"pk": self.pk})
