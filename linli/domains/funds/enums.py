from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Source(TextChoices):
    """Whose budget the money comes from."""

    CENTRAL = "central", _("中央")
    PROVINCE = "province", _("省级")
    CITY = "city", _("市级")
    COUNTY = "county", _("县级")


class PerformanceStage(TextChoices):
    """The five stages of performance management of earmarked money, in order of time.

    Source: 预算法 2018-12-29 §57 (budget spending is evaluated).
    """

    DECISION = "decision", _("项目决策")
    GOALS = "goals", _("目标制定")
    EXECUTION = "execution", _("项目执行")
    COMPLETION = "completion", _("项目完成")
    RESULTS = "results", _("评价结果")


# What each stage has to show, in the words of the trade: 项目决策有评估, 目标制定有目标 ...
STAGE_EVIDENCE = {
    PerformanceStage.DECISION: _("评估"),
    PerformanceStage.GOALS: _("目标"),
    PerformanceStage.EXECUTION: _("监控"),
    PerformanceStage.COMPLETION: _("评价"),
    PerformanceStage.RESULTS: _("应用"),
}
