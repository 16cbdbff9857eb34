"""What was asked of the queue. The row here is the truth; procrastinate only wakes a worker and lets one have the job."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.models import Post
from linli.kernel.divisions.models import DivisionBound


class State(models.TextChoices):
    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未完成")
    CANCELLED = "cancelled", _("已取消")


ENDED = (State.DONE, State.FAILED, State.CANCELLED)


class Job(DivisionBound):
    """One thing to be done in the background, for a post and under its scope. `result` is what the function returned."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("岗位"))
    name = models.CharField(_("作业"), max_length=60)
    title = models.CharField(_("名称"), max_length=200)
    params = models.JSONField(_("参数"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.QUEUED)
    done_count = models.BigIntegerField(_("已处理"), default=0)
    total_count = models.BigIntegerField(_("总数"), default=0)
    attempts_count = models.IntegerField(_("已运行次数"), default=0)
    note = models.TextField(_("说明"), blank=True, default="")
    result = models.JSONField(_("结果"), null=True)
    asked_at = models.DateTimeField(_("提交时间"))
    started_at = models.DateTimeField(_("开始时间"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    cancel_asked_at = models.DateTimeField(_("要求取消的时间"), null=True)

    class Meta(DivisionBound.Meta):
        verbose_name = _("后台作业")
        verbose_name_plural = _("后台作业")

    def __str__(self) -> str:
        return f"{self.title}（{State(self.state).label}）"

    @property
    def is_ended(self) -> bool:
        return self.state in ENDED

    @property
    def percent(self) -> int | None:
        """How far it is, or None where nobody knows."""
        return min(100, self.done_count * 100 // self.total_count) if self.total_count else None
