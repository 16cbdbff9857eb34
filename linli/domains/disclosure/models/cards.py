"""Small powers as flow cards, and what is done by them, step by step."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.disclosure.enums import CardList, RunState
from linli.kernel.accounts.models import User
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record


class Power(Record):
    """One matter that a committee decides or does, on its list of small powers or of duties."""

    number = models.PositiveSmallIntegerField(_("序号"))
    listing = models.CharField(_("清单"), max_length=12, choices=CardList, default=CardList.SMALL_POWERS)
    category = models.CharField(_("类别"), max_length=40)
    name = models.CharField(_("权力事项"), max_length=80)
    basis = models.CharField(_("依据"), max_length=200)
    body = models.CharField(_("行使主体"), max_length=60)
    publication = models.CharField(_("公开要求"), max_length=200)
    risk = models.CharField(_("风险点"), max_length=200, blank=True)
    supervision = models.CharField(_("监督方式"), max_length=200)

    class Meta(Record.Meta):
        verbose_name = _("权力事项")
        verbose_name_plural = _("权力事项")
        ordering = ["division_id", "listing", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "listing", "number"],
                name="power_number",
                violation_error_message=_("本村（社区）的这份清单已有这个序号。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("disclosure:power_detail", kwargs={"pk": self.pk})


class Step(Record):
    """One step of a card: what, by whom, in how many working days, with which material."""

    power = models.ForeignKey(Power, models.CASCADE, related_name="steps", verbose_name=_("权力事项"))
    order = models.PositiveSmallIntegerField(_("步骤"))
    title = models.CharField(_("环节"), max_length=80)
    who = models.CharField(_("责任人"), max_length=60)
    working_days = models.PositiveSmallIntegerField(_("时限（工作日）"), default=0, help_text=_("不限时的填0"))
    material = models.CharField(_("材料"), max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("流程环节")
        verbose_name_plural = _("流程环节")
        ordering = ["power_id", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["power", "order"], name="step_order", violation_error_message=_("这张流程图已有这一步。")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.title}"


class Run(Record):
    """One matter that is, or was, done by a card. Its subject is published: it names no person."""

    power = models.ForeignKey(Power, models.PROTECT, related_name="runs", verbose_name=_("权力事项"))
    subject = models.CharField(_("办理事由"), max_length=120, help_text=_("会公开，不写个人姓名和证件号码"))
    state = models.CharField(_("状态"), max_length=8, choices=RunState, default=RunState.RUNNING)
    started_on = models.DateField(_("开始日期"))
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)
    stopped_for = models.CharField(_("终止理由"), max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("流程办理")
        verbose_name_plural = _("流程办理")
        ordering = ["-started_on", "-id"]
        constraints = [in_order("run_order", "started_on", "ended_on", _("结束日期不能早于开始日期。"))]

    def __str__(self) -> str:
        return f"{self.power.name}：{self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("disclosure:run", kwargs={"pk": self.pk})


class Trace(Record):
    """A step as it was done. What the card said then is copied, so that a card that changes later changes no trace."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="traces", verbose_name=_("流程办理"))
    order = models.PositiveSmallIntegerField(_("步骤"))
    title = models.CharField(_("环节"), max_length=80)
    who = models.CharField(_("责任人"), max_length=60)
    due_on = models.DateField(_("期限"), null=True, blank=True)
    done_on = models.DateField(_("办理日期"))
    note = models.CharField(_("办理情况"), max_length=200)
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    is_late = models.BooleanField(_("超期"), default=False)

    class Meta(Record.Meta):
        verbose_name = _("办理痕迹")
        verbose_name_plural = _("办理痕迹")
        ordering = ["run_id", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "order"], name="trace_once", violation_error_message=_("这一步已经办过。")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.title}"
