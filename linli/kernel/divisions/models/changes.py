"""How the tree of places changed: earlier states, who came after whom, and the sets of changes by which it happened.

Codes here are plain numbers, not foreign keys: they name places that may be no more, and must not move along with records.
None of this is division-bound; it is public knowledge, as the tree is.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.divisions.enums import Certainty, ChangeKind, SetState, Verdict
from linli.kernel.divisions.rules.places import short


class PastDivision(models.Model):
    """A place as it was until a day: under another name or code, or before it vanished. Never changed afterwards."""

    code = models.BigIntegerField(_("区划代码"))
    upper = models.BigIntegerField(_("下级代码上界"), help_text=_("不含"))
    level = models.CharField(_("层级"), max_length=10)
    name = models.CharField(_("名称"), max_length=60)
    path_name = models.CharField(_("全称"), max_length=200)
    parent_code = models.BigIntegerField(_("上级代码"))
    village_kind = models.CharField(_("村居类别"), max_length=20, blank=True, default="")
    urban_rural = models.CharField(_("城乡分类"), max_length=3, blank=True, default="")
    valid_from = models.DateField(_("启用日期"))
    valid_to = models.DateField(_("停用日期"), help_text=_("不含"))

    grants = ("SELECT", "INSERT")

    class Meta:
        verbose_name = _("历史区划")
        verbose_name_plural = _("历史区划")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_to"],
                name="past_division_once",
                violation_error_message=_("同一区划在同一天只能变更一次。"),
            ),
            models.CheckConstraint(
                name="past_division_valid_order",
                condition=models.Q(valid_to__gt=models.F("valid_from")),
                violation_error_message=_("停用日期应晚于启用日期。"),
            ),
        ]
        indexes = [models.Index(fields=["valid_to", "code"], name="past_division_day")]

    def __str__(self) -> str:
        return f"{self.name}（{self.short_code}，{self.valid_to:%Y-%m-%d}前）"

    @property
    def short_code(self) -> str:
        return short(self.code)


class Succession(models.Model):
    """From a day on, what was registered under `predecessor` is registered under `successor`. n:m."""

    predecessor = models.BigIntegerField(_("原代码"), db_index=True)
    successor = models.BigIntegerField(_("承接代码"), db_index=True)
    # Of a place that was split, the one successor that took over the records: which record belongs where, no list tells.
    is_main = models.BooleanField(_("承接记录"), default=True)
    kind = models.CharField(_("变更类型"), max_length=20, choices=ChangeKind)
    on = models.DateField(_("生效日期"), db_index=True)

    grants = ("SELECT", "INSERT")

    class Meta:
        verbose_name = _("区划承接关系")
        verbose_name_plural = _("区划承接关系")
        ordering = ["on", "predecessor", "successor"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "on"],
                name="succession_once",
                violation_error_message=_("这一承接关系已经登记。"),
            ),
            models.UniqueConstraint(
                fields=["predecessor", "on"],
                condition=models.Q(is_main=True),
                name="succession_one_main",
                violation_error_message=_("一个区划的记录只能由一个区划承接。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{short(self.predecessor)} → {short(self.successor)}（{self.on:%Y-%m-%d}）"


class ChangeSet(models.Model):
    """What a list says against the tree on the day of the comparison, and what was decided about it."""

    file_name = models.CharField(_("名单文件"), max_length=200)
    file_digest = models.CharField(_("文件摘要"), max_length=64)
    tree_digest = models.CharField(_("比对时区划摘要"), max_length=64)
    root = models.BigIntegerField(_("涉及区划"))
    state = models.CharField(_("状态"), max_length=10, choices=SetState, default=SetState.DRAFT)
    effective_on = models.DateField(_("生效日期"), null=True, blank=True)
    made_at = models.DateTimeField(_("比对时间"))
    made_by = models.CharField(_("比对人"), max_length=160)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_by = models.CharField(_("确认人"), max_length=160, blank=True)
    confirmed_post = models.BigIntegerField(_("确认岗位"), null=True, blank=True)
    applied_at = models.DateTimeField(_("执行时间"), null=True, blank=True)
    moved_count = models.JSONField(_("移动的记录数"), default=dict, blank=True)
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("撤回的变更")
    )

    class Meta:
        verbose_name = _("区划变更")
        verbose_name_plural = _("区划变更")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.file_name}（{self.get_state_display()}）"


class Change(models.Model):
    """One line of a change set: a place, or one line between a place that was and one that is."""

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="changes", verbose_name=_("区划变更"))
    kind = models.CharField(_("变更类型"), max_length=20, choices=ChangeKind)
    certainty = models.CharField(_("把握"), max_length=10, choices=Certainty)
    old_code = models.BigIntegerField(_("原代码"), null=True, blank=True, db_index=True)
    old_name = models.CharField(_("原名称"), max_length=60, blank=True)
    new_code = models.BigIntegerField(_("新代码"), null=True, blank=True)
    new_name = models.CharField(_("新名称"), max_length=60, blank=True)
    # The places whole, as rules.places.Place gives them in order.
    old = models.JSONField(_("原区划"), null=True, blank=True)
    new = models.JSONField(_("新区划"), null=True, blank=True)
    reasons = models.TextField(_("理由"), blank=True)
    verdict = models.CharField(_("确认结果"), max_length=10, choices=Verdict, blank=True, default="")
    # Who takes over, where the verdict is another place than the one proposed.
    heir = models.BigIntegerField(_("承接代码"), null=True, blank=True)
    decided_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    decided_by = models.CharField(_("确认人"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("区划变更事项")
        verbose_name_plural = _("区划变更事项")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.old_name or '—'} → {self.new_name or '—'}"

    @property
    def old_short(self) -> str:
        return short(self.old_code) if self.old_code is not None else ""

    @property
    def new_short(self) -> str:
        return short(self.new_code) if self.new_code is not None else ""

    @property
    def is_open(self) -> bool:
        """Not certain, and nobody has decided yet."""
        return self.certainty == Certainty.TO_CONFIRM and not self.verdict
