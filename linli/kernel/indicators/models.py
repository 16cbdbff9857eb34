"""The sums behind the figures, kept by triggers in the transaction that changes a record.

A trigger appends signed deltas; the compactor moves them into the tally; a reader takes both in one statement, so that it
is exact at any moment. Nobody but these functions of the database writes here.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.divisions.models import DivisionBound, DivisionField


class Grain(models.IntegerChoices):
    """How many days one row of the tally stands for. A month stands under its first day, a year under 1 January."""

    DAY = 1, _("日")
    MONTH = 2, _("月")
    YEAR = 3, _("年")


class RolledUp(models.Model):
    """A measure whose sums are kept. A changed declaration gets a new number, so that old sums cannot be taken for new."""

    number = models.SmallAutoField(_("编号"), primary_key=True)
    code = models.CharField(_("指标代码"), max_length=80, unique=True)
    fingerprint = models.CharField(_("口径指纹"), max_length=64, help_text=_("计算方法的SHA-256"))
    built_at = models.DateTimeField(_("建立时间"))

    grants = ("SELECT",)

    class Meta:
        verbose_name = _("汇总指标")
        verbose_name_plural = _("汇总指标")

    def __str__(self) -> str:
        return self.code


class Kept(DivisionBound):
    """Both tables point to nothing: sums must survive what they were summed from."""

    division = DivisionField(db_constraint=False, on_delete=models.DO_NOTHING)
    day = models.DateField(_("日期"))
    measure = models.SmallIntegerField(_("指标编号"))
    key = models.TextField(_("维度值"), help_text=_("各维度的值，按声明的顺序，以U+001F分隔"))
    records = models.BigIntegerField(_("记录数增减"))
    amount = models.BigIntegerField(_("数量增减"))

    grants = ("SELECT",)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.measure} {self.division_id} {self.day} {self.key} {self.records:+d}"


class Delta(Kept):
    """What one statement changed in the village (or the higher division) `division`; not in the tally yet.

    The queue has no index (the migrations take that of `id` away): each would cost every writer, and it is short.
    """

    class Meta:
        verbose_name = _("指标增减")
        verbose_name_plural = _("指标增减")


class Tally(Kept):
    """The sum over a division and all below it. `digits` says of which level: its code ends in so many noughts.

    A stock stands as what began less what ended in the row's days; what was true on a day is the sum of all rows up to it.
    """

    # The key covers the sums (see the migration), so that a figure is answered from the index alone.
    pk = models.CompositePrimaryKey("measure", "grain", "digits", "division_id", "day", "key")
    grain = models.SmallIntegerField(_("时间单位"), choices=Grain)
    digits = models.SmallIntegerField(
        _("汇总位数"), help_text=_("代码末尾合并的位数：村3、乡6、县9、市11、省13、全国15")
    )

    class Meta:
        verbose_name = _("指标汇总")
        verbose_name_plural = _("指标汇总")
