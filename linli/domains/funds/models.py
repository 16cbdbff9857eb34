"""Money for community governance: what was paid out, what was given as reward, what was budgeted. Exact, in fen.

An allocation belongs to the city or county that pays; a reward to the community that receives. What a community then
spends is not kept here, and no amount is ever added across the three registers.
"""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.funds.enums import Source
from linli.kernel.audit.constraints import positive, year_in_range
from linli.kernel.audit.models import Record

AMOUNT_ABOVE_ZERO = _("金额应大于0。")


class Allocation(Record):
    code = models.CharField(_("拨付编号"), max_length=40)
    source = models.CharField(_("资金来源"), max_length=10, choices=Source)
    purpose = models.CharField(_("用途"), max_length=200)
    amount_fen = models.BigIntegerField(_("金额"))
    allocated_on = models.DateField(_("拨付日期"))
    document_no = models.CharField(_("文号"), max_length=60, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("资金拨付")
        verbose_name_plural = _("资金拨付")
        indexes = [*Record.Meta.indexes, models.Index(fields=["division", "allocated_on"], name="allocation_on")]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="allocation_code", violation_error_message=_("该拨付编号已经登记。")
            ),
            positive("allocation_amount", "amount_fen", AMOUNT_ABOVE_ZERO),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.purpose}"

    def get_absolute_url(self) -> str:
        return reverse("funds:allocation_detail", kwargs={"pk": self.pk})


class Reward(Record):
    code = models.CharField(_("奖补编号"), max_length=40)
    source = models.CharField(_("资金来源"), max_length=10, choices=Source)
    amount_fen = models.BigIntegerField(_("金额"))
    granted_on = models.DateField(_("奖补日期"))
    document_no = models.CharField(_("文号"), max_length=60, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("社区奖补")
        verbose_name_plural = _("社区奖补")
        indexes = [*Record.Meta.indexes, models.Index(fields=["division", "granted_on"], name="reward_on")]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="reward_code", violation_error_message=_("该奖补编号已经登记。")
            ),
            positive("reward_amount", "amount_fen", AMOUNT_ABOVE_ZERO),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.division.name}"

    def get_absolute_url(self) -> str:
        return reverse("funds:reward_detail", kwargs={"pk": self.pk})


class Budget(Record):
    code = models.CharField(_("预算编号"), max_length=40)
    source = models.CharField(_("资金来源"), max_length=10, choices=Source)
    year = models.PositiveSmallIntegerField(_("预算年度"))
    amount_fen = models.BigIntegerField(_("金额"))
    approved_on = models.DateField(_("批复日期"))

    class Meta(Record.Meta):
        verbose_name = _("资金预算")
        verbose_name_plural = _("资金预算")
        indexes = [*Record.Meta.indexes, models.Index(fields=["division", "approved_on"], name="budget_on")]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="budget_code", violation_error_message=_("该预算编号已经登记。")
            ),
            positive("budget_amount", "amount_fen", AMOUNT_ABOVE_ZERO),
            year_in_range("budget_year", _("预算年度应为2000至2099之间的年份。")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.year}年"

    def get_absolute_url(self) -> str:
        return reverse("funds:budget_detail", kwargs={"pk": self.pk})
