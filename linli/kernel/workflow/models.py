"""What waits for whom. To-dos are made and closed by transitions alone; nobody types one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.models import Post, Unit
from linli.kernel.divisions.models import DivisionBound


class Todo(DivisionBound):
    """One transition that a unit owes on one record, with the day it is due and the article that says so."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("承办单位"))
    seat = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("经办席位"),
        help_text=_("不填则由承办单位有此权限的岗位办理"),
    )
    permission = models.CharField(_("权限"), max_length=60)
    transition = models.CharField(_("事项"), max_length=60)
    label = models.CharField(_("事项名称"), max_length=60)
    title = models.CharField(_("标题"), max_length=200)
    record_type = models.CharField(_("记录类型"), max_length=60)
    record_id = models.BigIntegerField(_("记录编号"))
    url = models.CharField(_("链接"), max_length=200)
    opened_at = models.DateTimeField(_("开始时间"))
    due_on = models.DateField(_("期限"), null=True, blank=True)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    closed_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta(DivisionBound.Meta):
        verbose_name = _("待办")
        verbose_name_plural = _("待办")
        ordering = [models.F("due_on").asc(nulls_last=True), "opened_at"]
        indexes = [
            models.Index(fields=["unit", "closed_at", "due_on"], name="todo_open"),
            models.Index(fields=["record_type", "record_id"], name="todo_record"),
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.title}"
