from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestState(models.TextChoices):
    DRAFT = "draft", _("起草中")
    SUBMITTED = "submitted", _("待准入审核")
    IN_FORCE = "in_force", _("执行中")
    REFUSED = "refused", _("不予准入")
    ENDED = "ended", _("已停止")


class AnswerState(models.TextChoices):
    """`APPROVED` is locked: nobody changes it any more."""

    OPEN = "open", _("待填报")
    SUBMITTED = "submitted", _("待乡镇审核")
    TOWN_CHECKED = "town_checked", _("待县级审核")
    COUNTY_CHECKED = "county_checked", _("待市级审核")
    RETURNED = "returned", _("退回修改")
    APPROVED = "approved", _("已通过")


class Rhythm(models.TextChoices):
    ONCE = "once", _("一次性")
    DAILY = "daily", _("每日")
    WEEKLY = "weekly", _("每周")
    MONTHLY = "monthly", _("每月")
    QUARTERLY = "quarterly", _("每季度")


class Source(models.TextChoices):
    """Where the value of a cell comes from."""

    RECORD = "record", _("登记册")
    FIGURE = "figure", _("指标")
    FACT = "fact", _("以前填过的事实")
    LAST = "last", _("上一期")
    TYPED = "typed", _("本表填写")
    FILE = "file", _("工作簿填写")
