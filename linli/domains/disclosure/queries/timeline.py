"""What was done to a record of this app, with what was tried and refused."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.kernel.audit import log
from linli.kernel.audit.deeds import REFUSED
from linli.kernel.audit.models import Record

# What each deed is called in the past tense.
WORDS = {
    "draft_posting": _("拟稿"),
    "redraft": _("修改拟稿"),
    "sign": _("监督委员会审核签名"),
    "send_back": _("退回修改"),
    "drop": _("不予公布"),
    "post": _("公布"),
    "revise": _("拟写新版本"),
    "replace": _("被新版本替换"),
    "take_down": _("期满撤下"),
    "withdraw": _("提前撤下（违规）"),
    "ask": _("登记质疑"),
    "answer": _("答复"),
    "close": _("提出人认可，办结"),
    "refer": _("转乡镇（街道）调查"),
    "settle": _("调查办结"),
    "start_run": _("开始办理"),
    "do_step": _("办理一步"),
    "finish": _("全部办结"),
    "stop_run": _("终止办理"),
}


@dataclass(frozen=True)
class Told:
    """One thing that was done, or was refused, and why."""

    at: datetime
    by_name: str
    label: str
    is_refused: bool
    reason: str = ""


def timeline(record: Record) -> list[Told]:
    """Oldest first."""
    entries = log.history(record).order_by("at", "id")
    return [
        Told(each.at, each.by_name, str(label), each.verb.endswith(REFUSED), each.reason)
        for each in entries
        if (label := WORDS.get(each.verb.removesuffix(REFUSED)))
    ]
