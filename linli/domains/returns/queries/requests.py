"""What was done to a request, and how far its answers are."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from linli.domains.returns.enums import AnswerState
from linli.domains.returns.models import Answer, Request
from linli.kernel.audit import log
from linli.kernel.audit.deeds import REFUSED

WORDS = {
    "upload": _("上传表样"),
    "read_again": _("重新识别表头"),
    "replace_file": _("换成新的文件"),
    "describe": _("写明依据和范围"),
    "submit": _("送准入审核"),
    "admit": _("准予下发"),
    "refuse_request": _("不予准入"),
    "send_back": _("退回修改"),
    "end": _("停止"),
}
PERIODS_SHOWN = 12


@dataclass(frozen=True)
class Told:
    at: datetime
    by_name: str
    label: str
    is_refused: bool
    reason: str


def timeline(request: Request) -> list[Told]:
    """Oldest first; confirming single columns is left out."""
    entries = log.history(request).order_by("at", "id")
    return [
        Told(each.at, each.by_name, str(label), each.verb.endswith(REFUSED), each.reason)
        for each in entries
        if (label := WORDS.get(each.verb.removesuffix(REFUSED)))
    ]


@dataclass(frozen=True)
class Progress:
    """One period, within the scope that is entered."""

    period_on: date
    period_until: date
    asked: int
    handed_in: int
    approved: int
    by_records: int
    typed: int


def progress(request: Request) -> list[Progress]:
    """The newest periods first."""
    handed = Q(state__in=[AnswerState.SUBMITTED, AnswerState.TOWN_CHECKED, AnswerState.COUNTY_CHECKED])
    rows = (
        Answer.objects.filter(request=request)
        .order_by("-period_on")
        .values("period_on", "period_until")
        .annotate(
            asked=Count("pk"),
            handed_in=Count("pk", filter=handed | Q(state=AnswerState.APPROVED)),
            approved=Count("pk", filter=Q(state=AnswerState.APPROVED)),
            by_records=Count("pk", filter=Q(is_by_records=True)),
            typed=Sum("typed_count"),
        )
    )
    return [Progress(**row) for row in rows[:PERIODS_SHOWN]]
