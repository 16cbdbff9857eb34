"""After the signature: delivery to each deputy, what each says of it, and what was promised."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.domains.correspondence.models import Letter
from linli.domains.suggestions.enums import Satisfaction
from linli.domains.suggestions.models.suggestion import Deputy, Suggestion
from linli.kernel.accounts.models import Unit
from linli.kernel.audit.models import Record


class Delivery(Record):
    """The answer handed to one deputy, once for each round of dealing with the suggestion."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="deliveries", verbose_name=_("代表建议"))
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="deliveries", verbose_name=_("代表"))
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries", verbose_name=_("答复公文"))
    round = models.PositiveSmallIntegerField(_("第几次办理"))
    delivered_on = models.DateField(_("送达日期"))

    class Meta(Record.Meta):
        verbose_name = _("答复送达")
        verbose_name_plural = _("答复送达")
        ordering = ["suggestion_id", "round", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deputy", "round"],
                name="delivery_once",
                violation_error_message=_("本次答复已送达这位代表。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy.name} {self.delivered_on}"


class Feedback(Record):
    """What one deputy says of one answer."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="feedback", verbose_name=_("代表建议"))
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="feedback", verbose_name=_("代表"))
    round = models.PositiveSmallIntegerField(_("第几次办理"))
    satisfaction = models.CharField(_("满意程度"), max_length=12, choices=Satisfaction)
    reason = models.TextField(_("理由"), blank=True)
    given_on = models.DateField(_("反馈日期"))

    class Meta(Record.Meta):
        verbose_name = _("代表意见")
        verbose_name_plural = _("代表意见")
        ordering = ["suggestion_id", "round", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deputy", "round"],
                name="feedback_once",
                violation_error_message=_("这位代表对本次答复的意见已经登记。"),
            ),
            models.CheckConstraint(
                name="feedback_reason",
                condition=~Q(satisfaction=Satisfaction.DISSATISFIED) | ~Q(reason=""),
                violation_error_message=_("不满意的，应当说明理由。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy.name}：{self.get_satisfaction_display()}"


class Commitment(Record):
    """Something promised in an answer, measured by a figure, so that it reports on itself."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="commitments", verbose_name=_("代表建议"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("责任单位"))
    text = models.CharField(_("承诺内容"), max_length=200)
    figure_code = models.CharField(_("衡量指标"), max_length=60)
    figure_dims = models.JSONField(_("指标参数"), default=dict, blank=True)
    base_value = models.PositiveIntegerField(_("承诺时数值"))
    target_value = models.PositiveIntegerField(_("目标数值"))
    made_on = models.DateField(_("承诺日期"))
    due_on = models.DateField(_("完成期限"))

    class Meta(Record.Meta):
        verbose_name = _("承诺事项")
        verbose_name_plural = _("承诺事项")
        ordering = ["suggestion_id", "due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="commitment_target_above_base",
                condition=Q(target_value__gt=F("base_value")),
                violation_error_message=_("目标数值应大于承诺时的数值。"),
            ),
            models.CheckConstraint(
                name="commitment_due_after_made",
                condition=Q(due_on__gte=F("made_on")),
                violation_error_message=_("完成期限不能早于承诺日期。"),
            ),
        ]

    def __str__(self) -> str:
        return self.text
