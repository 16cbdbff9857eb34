"""Handing a suggestion to the units that deal with it, and what those units do before the answer is written."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.domains.suggestions import queries
from linli.domains.suggestions.enums import AssignmentRole
from linli.domains.suggestions.models import Assignment, Question, Referral, Suggestion
from linli.domains.suggestions.permissions import Permission, is_lead
from linli.domains.suggestions.workflow import OPEN, SUGGESTION
from linli.kernel.accounts.models import Post, Unit
from linli.kernel.accounts.permissions import require
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused, alter, deed, enter, locked, refuse_future
from linli.kernel.workflow.actions import WrongState, action
from linli.kernel.workflow.models import Todo


@action(SUGGESTION, "assign")
def assign(
    suggestion: Suggestion,
    *,
    lead: Unit,
    assistants: Sequence[Unit] = (),
    separate: Sequence[tuple[Unit, Question]] = (),
    by: Post,
    at: datetime,
) -> None:
    """Give the suggestion to one leading unit, to those that assist it, and single questions to units of their own."""
    parts: list[tuple[Unit, str, Question | None]] = [(lead, AssignmentRole.LEAD, None)]
    parts += [(unit, AssignmentRole.ASSIST, None) for unit in assistants]
    parts += [(unit, AssignmentRole.SEPARATE, question) for unit, question in separate]
    for unit, role, question in parts:
        _give(suggestion, unit, role, question, by=by, at=at)
    suggestion.assigned_on = at.date()


def _give(
    suggestion: Suggestion, unit: Unit, role: str, question: Question | None, *, by: Post, at: datetime
) -> Assignment:
    part = Assignment(
        division=suggestion.division,
        suggestion=suggestion,
        question=question,
        unit=unit,
        role=role,
        received_on=at.date(),
    )
    return enter(part, "assign", by=by, at=at)


@action(SUGGESTION, "return_")
def return_(suggestion: Suggestion, *, reason: str, returned_on: date, by: Post, at: datetime) -> None:
    """Hand the suggestion back to whoever assigned it. A unit may not pass it on itself."""
    refuse_future(returned_on, at)
    for part in locked(Assignment.objects.filter(suggestion=suggestion, returned_on=None)):
        alter(part, "return_", by=by, at=at, returned_on=returned_on, return_reason=reason.strip())
    suggestion.assigned_on = None


@action(SUGGESTION, "accept")
def accept(suggestion: Suggestion, *, by: Post, at: datetime) -> None:
    """Take the suggestion in hand."""


@action(SUGGESTION, "extend")
def extend(suggestion: Suggestion, *, told_deputy_on: date, reason: str, by: Post, at: datetime) -> None:
    """Six months instead of three, once, for what is wide and hard, after the deputy was told."""
    refuse_future(told_deputy_on, at)
    suggestion.told_deputy_on, suggestion.extended_on = told_deputy_on, at.date()
    deadline = queries.answer_deadline(suggestion)
    if deadline:
        waiting = Todo.objects.filter(
            record_type=suggestion._meta.label_lower, record_id=suggestion.pk, transition="draft", closed_at=None
        )
        waiting.update(due_on=deadline.due_on, basis=deadline.basis)


def _refuse_late(suggestion_pk: int) -> None:
    """What comes after the answer went to review could not stand in it any more. Raises WrongState."""
    suggestion = Suggestion.objects.get(pk=suggestion_pk)
    if suggestion.state not in OPEN:
        state = suggestion.get_state_display()
        raise WrongState(_("建议当前状态为“%(state)s”，答复已经送审，不能再提意见或者转办。") % {"state": state})


@deed(Permission.HANDLE, "give_opinion")
def give_opinion(assignment: Assignment, *, text: str, by: Post, at: datetime) -> None:
    """What a unit says on its part; the leading unit puts it into the answer."""
    if assignment.unit_id != by.unit_id:
        raise PermissionRefused(_("这一项由“%(unit)s”承办，请由该单位提出意见。") % {"unit": assignment.unit.name})
    if assignment.returned_on:
        raise Refused(_("这一项已经退件，不能再提意见。"))
    _refuse_late(assignment.suggestion_id)
    if not text.strip():
        raise Refused(_("意见内容是空的，请写明办理情况。"))
    assignment.opinion, assignment.opinion_on = text.strip(), at.date()


def ask_referral(question: Question, *, to_unit: Unit, reason: str, by: Post, at: datetime) -> Referral:
    """Ask the supervising office to give one question to another unit. It stays with the asking unit until that is done."""
    require(by, Permission.HANDLE)
    if not is_lead(by, question.suggestion):
        raise PermissionRefused(_("只有主办单位可以提出转办子问题。"))
    _refuse_late(question.suggestion_id)
    if not reason.strip():
        raise Refused(_("请写明为什么要转办。"))
    referral = Referral(
        division=question.division,
        question=question,
        from_unit=by.unit,
        to_unit=to_unit,
        reason=reason.strip(),
        asked_on=at.date(),
    )
    return enter(referral, "ask_referral", by=by, at=at)


def pass_on(referral: Referral, *, by: Post, at: datetime) -> Assignment:
    """Give the question to the unit that was asked for; that unit answers it separately."""
    require(by, Permission.REFER)
    with transaction.atomic():
        current = locked(Referral.objects.filter(pk=referral.pk)).get()
        if current.passed_on:
            raise Refused(_("这个子问题已于%(day)s转办。") % {"day": current.passed_on})
        alter(current, "pass_on", by=by, at=at, via_unit=by.unit, passed_on=at.date())
        suggestion = current.question.suggestion
        _refuse_late(suggestion.pk)
        return _give(suggestion, current.to_unit, AssignmentRole.SEPARATE, current.question, by=by, at=at)
