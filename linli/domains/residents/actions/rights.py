"""What a person may ask about their own data, and the receipt for it.

Source: 个人信息保护法 §44–50; 网络数据安全管理条例 §23 (dealt with in time, a refusal says why).
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.residents import queries
from linli.domains.residents.enums import Right
from linli.domains.residents.models import Receipt, Resident
from linli.domains.residents.models.personal import CONSENT
from linli.domains.residents.permissions import Permission
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.audit import log
from linli.kernel.audit.deeds import Refused, enter, locked
from linli.kernel.audit.keeping import doing, store
from linli.kernel.divisions.models import Division
from linli.kernel.privacy import masking
from linli.kernel.privacy.declaration import Personal

Outcome = list[dict[str, str]]
GONE = "（已删除）"
# What stays without telling who it was: the figures of past days rest on it.
FACELESS = frozenset({"kind", "is_separated", "sex"})


@transaction.atomic
def answer_request(
    resident: Resident, *, right: str, applicant: str, reason: str = "", by: Post, at: datetime
) -> Receipt:
    """Do what the person asks, and give the receipt. Raises PermissionRefused, OutOfScope, Refused."""
    require(by, Permission.RIGHTS)
    current = locked(Resident.objects.filter(pk=resident.pk)).get()
    require_place(by, Division.objects.get(pk=current.division_id))
    masked = masking.name(current.name)
    outcome = DEEDS[Right(right)](current, by=by, at=at)
    receipt = Receipt(
        division=current.division,
        resident=current,
        masked_name=masked,
        right=right,
        applicant=applicant,
        reason=reason,
        handled_on=timezone.localdate(at),
        outcome=outcome,
    )
    return enter(receipt, f"rights_{right}", by=by, at=at)


def hand_over(receipt: Receipt, *, by: Post, at: datetime) -> bytes:
    """The workbook of a request for a copy, on the day of the receipt. Raises PermissionRefused, OutOfScope, Refused."""
    require(by, Permission.RIGHTS)
    require_place(by, receipt.division)
    if receipt.right != Right.COPY:
        raise Refused(_("这份回执不是查阅、复制的回执。"))
    if receipt.handled_on != timezone.localdate(at):
        raise Refused(_("回执当日才能下载副本；需要再次复制的，请重新办理。"))
    log.happened(
        "own_data", at=at, division_id=receipt.division_id, by=by, record=receipt.resident, reason=receipt.number
    )
    return queries.own_data(receipt.resident)


def _copy(resident: Resident, *, by: Post, at: datetime) -> Outcome:
    fields = queries.shown_fields(Resident)
    return [
        {"label": str(field.verbose_name), "done": _("提供副本"), "why": str(said.basis.article)}
        for field, said in fields
    ]


def _correct(resident: Resident, *, by: Post, at: datetime) -> Outcome:
    """The correction itself is made in the form; the receipt says which fields were corrected today."""
    midnight = at - timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
    changes = log.history(resident).filter(verb="change", at__gte=midnight).order_by("id")
    names = {
        name
        for entry in changes
        for name, value in (entry.after or {}).items()
        if (entry.before or {}).get(name) != value
    }
    labels = [str(field.verbose_name) for field, _said in queries.shown_fields(Resident) if field.attname in names]
    if not labels:
        raise Refused(_("今天还没有更正过这份档案。请先点“修改”更正，再出回执。"))
    return [{"label": label, "done": _("已更正"), "why": ""} for label in labels]


def _restrict(resident: Resident, *, by: Post, at: datetime) -> Outcome:
    if resident.restricted_on:
        raise Refused(_("这份档案已于%(day)s限制处理。") % {"day": resident.restricted_on})
    _keep(resident, "restrict", by=by, at=at, restricted_on=timezone.localdate(at))
    why = _("《个人信息保护法》第四十四条、第四十七条第二款")
    return [
        {"label": _("全部栏目"), "done": _("停止除存储和安全保护之外的处理，不再出现在名单和导出中"), "why": why},
        {"label": _("统计数字"), "done": _("仍计入人数，不显示是谁"), "why": _("统计数字不能识别个人")},
    ]


def _lift(resident: Resident, *, by: Post, at: datetime) -> Outcome:
    if resident.restricted_on is None:
        raise Refused(_("这份档案没有限制处理。"))
    _keep(resident, "lift", by=by, at=at, restricted_on=None)
    return [{"label": _("全部栏目"), "done": _("恢复处理"), "why": ""}]


def _erase(resident: Resident, *, by: Post, at: datetime) -> Outcome:
    """Whatever may go goes now; what must stay is told with its reason. A file of which nothing must stay loses its name."""
    outcome, values = [], _erasable(resident, timezone.localdate(at))
    for field, said in queries.shown_fields(Resident):
        label = str(field.verbose_name)
        if field.name in FACELESS or getattr(resident, field.name) in (None, ""):
            continue
        if field.name in values:
            outcome.append({"label": label, "done": _("已删除"), "why": ""})
        else:
            kept = f"{said.retention.name}：{said.retention.reason}（{said.basis.article}）"
            outcome.append({"label": label, "done": _("依法保留"), "why": kept})
    why = _("《网络安全法》第二十三条：网络日志留存不少于六个月；期满随日志一并销毁")
    outcome.append({"label": _("操作日志中改动前的内容"), "done": _("依法保留"), "why": why})
    _keep(resident, "erase", by=by, at=at, **values)
    return outcome


def erase_overdue(*, at: datetime) -> int:
    """Empty, within the scope, the fields of ended files whose time is over; returns how many files. A daily deed of the system.

    Source: 个人信息保护法 §19, §47 (deleted by whoever keeps them, unasked).
    """
    day, count = timezone.localdate(at), 0
    overdue = Resident.objects.filter(left_on__lte=day).exclude(name=GONE).order_by("id")
    for resident in overdue.iterator(500):
        over = _erasable(resident, day, is_asked=False)
        values = {name: empty for name, empty in over.items() if getattr(resident, name) != empty}
        if values:
            _keep(resident, "erase_overdue", by=None, at=at, **values)
            count += 1
    return count


def _erasable(resident: Resident, day: date, *, is_asked: bool = True) -> dict[str, Any]:
    """The fields that may go, each with what is left of it."""
    may_go = may_erase if is_asked else is_over
    return {
        field.name: _emptied(field)
        for field, said in queries.shown_fields(Resident)
        if field.name not in FACELESS and may_go(said, resident, day)
    }


def may_erase(said: Personal, resident: Resident, day: date) -> bool:
    """Consent taken back ends its fields at once; the others end when their time is over."""
    return said.basis is CONSENT or is_over(said, resident, day)


def is_over(said: Personal, resident: Resident, day: date) -> bool:
    """The field's time has run out: counted from the day on which the file ended."""
    return (
        said.retention.days is not None
        and resident.left_on is not None
        and day >= resident.left_on + timedelta(days=said.retention.days)
    )


def _emptied(field: Any) -> Any:
    if field.name == "name":
        return GONE
    if field.null:
        return None
    return field.get_default() if field.has_default() else ""


def _keep(resident: Resident, verb: str, *, by: Post | None, at: datetime, **values: Any) -> None:
    for name, value in values.items():
        setattr(resident, name, value)
    with doing(verb, by=by, at=at):
        store(resident, at=at)


DEEDS = {Right.COPY: _copy, Right.CORRECT: _correct, Right.RESTRICT: _restrict, Right.LIFT: _lift, Right.ERASE: _erase}
