"""Checking what communities hand in, level by level; returning it with remarks; reminding those who have not answered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.returns.actions.learning import Where
from linli.domains.returns.enums import AnswerState
from linli.domains.returns.models import Answer, Request, Row
from linli.domains.returns.permissions import Permission
from linli.domains.returns.queries.answers import answers_to
from linli.domains.returns.workflow import ANSWER
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require_place
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import log
from linli.kernel.audit.deeds import alter, locked
from linli.kernel.divisions.models import Division
from linli.kernel.workflow.actions import NotNow, WrongState, action
from linli.kernel.workflow.models import Todo

MOST_SIGNS = 200
MOST_AT_ONCE = 300
UNANSWERED = (AnswerState.OPEN, AnswerState.RETURNED)


@action(ANSWER, "check_town")
def check_town(answer: Answer, *, by: Post, at: datetime) -> None:
    require_place(by, answer.division)


@action(ANSWER, "check_county")
def check_county(answer: Answer, *, by: Post, at: datetime) -> None:
    require_place(by, answer.division)


@action(ANSWER, "approve")
def approve(answer: Answer, *, by: Post, at: datetime) -> None:
    """From now on nobody changes it."""
    require_place(by, answer.division)
    answer.approved_on = timezone.localdate(at)


@action(ANSWER, "return_answer")
def return_answer(
    answer: Answer, *, reason: str = "", remarks: Mapping[Where, str] | None = None, by: Post, at: datetime
) -> None:
    """Back to the community, with what is to be mended: in words, or cell by cell."""
    require_place(by, answer.division)
    told = {where: text.strip() for where, text in (remarks or {}).items() if text.strip()}
    reason = reason.strip()
    if not reason and not told:
        raise NotNow(_("请写明退回的原因，或者在要改的格子旁写意见。"))
    if len(reason) > MOST_SIGNS or any(len(text) > MOST_SIGNS for text in told.values()):
        raise NotNow(_("每条意见最多%(most)d个字。") % {"most": MOST_SIGNS})
    for row in locked(Row.objects.filter(answer=answer)):
        own = {str(index): text for (row_id, index), text in told.items() if row_id == row.pk}
        if own != row.remarks:
            alter(row, "return_answer", by=by, at=at, remarks=own)
    answer.remark = reason or _("请看格子旁的意见（%(count)d处）。") % {"count": len(told)}
    answer.submitted_on = None


STEPS: Mapping[str, Callable[..., Any]] = {
    "check_town": check_town,
    "check_county": check_county,
    "approve": approve,
}


@dataclass
class Done:
    """`refused`: why each of the others was not."""

    count: int = 0
    refused: list[str] = field(default_factory=list)


def do_all(step: str, answers: Iterable[Answer], *, by: Post, at: datetime) -> Done:
    """One step for each of many answers; what cannot take it is told and left, the others are done."""
    done = Done()
    for answer in answers:
        try:
            STEPS[step](answer, by=by, at=at)
        except (NotNow, WrongState, PermissionRefused) as refusal:
            done.refused.append(f"{answer.division.name}：{refusal}")
        else:
            done.count += 1
    return done


def remind(request: Request, period_on: date, division: Division, *, by: Post, at: datetime) -> int:
    """Put the to-dos of all who have not answered on top again, marked with the day; returns how many communities."""
    if not (by.may(Permission.ASK) or by.may(Permission.CHECK)):
        raise PermissionRefused(_("催报由发起单位和审核单位办理。"))
    require_place(by, division)
    waiting = answers_to(request, period_on, division).filter(state__in=UNANSWERED)
    todos = Todo.objects.filter(
        record_type=Answer._meta.label_lower, record_id__in=waiting.values("pk"), closed_at=None
    )
    mark, bumped = _("【%(day)s催报】") % {"day": timezone.localdate(at).isoformat()}, []
    for todo in todos:
        todo.title = f"{mark}{_unmarked(todo.title)}"[:200]
        bumped.append(todo)
    Todo.objects.bulk_update(bumped, ["title"], batch_size=500)
    count = len({todo.record_id for todo in bumped})
    detail = {"count": count, "period_on": period_on.isoformat()}
    log.happened("remind", at=at, division_id=division.pk, by=by, record=request, detail=detail)
    return count


def _unmarked(title: str) -> str:
    return title.split("】", 1)[1] if title.startswith("【") and "催报】" in title else title
