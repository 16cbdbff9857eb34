"""The way of a deputy's suggestion: from its registration to the deputy's word on the answer.

Review and signature are done on the letter and carry the suggestion along, so their to-dos are the letter's.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domains.suggestions import queries, rules
from linli.domains.suggestions.enums import AssignmentRole, State
from linli.domains.suggestions.models import Suggestion
from linli.domains.suggestions.permissions import Permission, is_head_of_lead, is_lead
from linli.kernel.accounts.models import Unit
from linli.kernel.workflow.actions import NotNow
from linli.kernel.workflow.tables import Transition, Workflow

MAX_ROUNDS = 2
# While the answer is not yet under review, opinions are given and questions referred.
OPEN = frozenset({State.ASSIGNED, State.IN_HAND, State.DRAFTED, State.REDO})


def lead_of(suggestion: Suggestion) -> Iterable[Unit]:
    unit = queries.find_lead(suggestion)
    return (unit,) if unit else ()


def holders(permission: Permission) -> Callable[[Suggestion], Iterable[Unit]]:
    return lambda suggestion: queries.list_units_holding(permission, suggestion.division)


def reason_given(suggestion: Suggestion, *, reason: str = "", **values: Any) -> None:
    if not reason.strip():
        raise NotNow(_("请写明理由。"))


def parts_fit(
    suggestion: Suggestion, *, lead: Unit | None = None, assistants: Sequence[Unit] = (), **values: Any
) -> None:
    roles = [AssignmentRole.LEAD] * (lead is not None) + [AssignmentRole.ASSIST] * len(assistants)
    if faults := rules.assignment_faults(roles):
        raise NotNow("".join(str(fault) for fault in faults))


def still_returnable(
    suggestion: Suggestion, *, reason: str = "", returned_on: date | None = None, **values: Any
) -> None:
    reason_given(suggestion, reason=reason)
    deadline = queries.return_deadline(suggestion)
    if returned_on and deadline and deadline.is_missed(returned_on):
        raise NotNow(
            _("退件期限是%(due)s（%(basis)s），已经超过，请与督查机关商议。")
            % {"due": deadline.due_on, "basis": deadline.basis}
        )


def letter_is(state: str, message: Any) -> Callable[..., None]:
    def guard(suggestion: Suggestion, **values: Any) -> None:
        if suggestion.letter is None or suggestion.letter.state != state:
            raise NotNow(str(message))

    return guard


def deputy_was_told(suggestion: Suggestion, *, told_deputy_on: date | None = None, **values: Any) -> None:
    if suggestion.extended_on:
        raise NotNow(_("这件建议已经延期一次，不能再延。"))
    if told_deputy_on is None or suggestion.assigned_on is None:
        raise NotNow(_("延期前应当先向代表说明，请登记向代表说明的日期。"))
    if not rules.may_extend(suggestion.assigned_on, told_deputy_on):
        raise NotNow(_("向代表说明的日期应在交办以后、三个月答复期限以内；期限过后不能再延期。"))


def heard_or_time_over(suggestion: Suggestion, *, at: datetime) -> None:
    """Every deputy has spoken, or the time in which they may is over: silence does not hold the matter up for ever.

    Source: 河南省人大代表建议办理办法 2017-08-01 §22.
    """
    deadline = queries.feedback_deadline(suggestion)
    if not queries.list_unheard(suggestion) or deadline is None:
        return
    if not deadline.is_missed(timezone.localdate(at)):
        raise NotNow(
            _("还有代表的意见没有登记，请先逐人登记；反馈期限是%(due)s（%(basis)s），过期未反馈的才可以办结。")
            % {"due": deadline.due_on, "basis": deadline.basis}
        )


def may_close(suggestion: Suggestion, *, at: datetime, **values: Any) -> None:
    if suggestion.state != State.ASSESSED:
        heard_or_time_over(suggestion, at=at)
    if queries.is_anyone_dissatisfied(suggestion) and suggestion.state != State.ASSESSED:
        raise NotNow(_("有代表表示不满意，应当再次办理或者组织评估，不能直接办结。"))


def may_redo(suggestion: Suggestion, *, at: datetime, **values: Any) -> None:
    heard_or_time_over(suggestion, at=at)
    if not queries.is_anyone_dissatisfied(suggestion):
        raise NotNow(_("没有代表表示不满意，不需要再次办理。"))
    if suggestion.round >= MAX_ROUNDS:
        raise NotNow(_("已经再次办理过一次，仍不满意的应当组织评估。"))


def may_assess(suggestion: Suggestion, *, at: datetime, **values: Any) -> None:
    heard_or_time_over(suggestion, at=at)
    if not queries.is_anyone_dissatisfied(suggestion) or suggestion.round < MAX_ROUNDS:
        raise NotNow(_("再次办理后代表仍不满意的，才组织评估。"))


SUGGESTION = Workflow(
    Suggestion,
    start=State.REGISTERED,
    end=frozenset({State.CLOSED}),
    transitions=(
        Transition(
            "assign",
            (State.REGISTERED,),
            State.ASSIGNED,
            gettext_lazy("交办"),
            Permission.ASSIGN,
            guard=parts_fit,
            owners=holders(Permission.ASSIGN),
            deadline=lambda suggestion, day: queries.reassign_deadline(suggestion),
        ),
        Transition(
            "return_",
            (State.ASSIGNED,),
            State.REGISTERED,
            gettext_lazy("退件"),
            Permission.HANDLE,
            may=is_lead,
            guard=still_returnable,
            deadline=lambda suggestion, day: queries.return_deadline(suggestion),
        ),
        Transition(
            "accept",
            (State.ASSIGNED,),
            State.IN_HAND,
            gettext_lazy("签收办理"),
            Permission.HANDLE,
            may=is_lead,
            owners=lead_of,
            deadline=lambda suggestion, day: queries.return_deadline(suggestion),
        ),
        Transition(
            "extend",
            (State.IN_HAND,),
            State.IN_HAND,
            gettext_lazy("延期答复"),
            Permission.HANDLE,
            may=is_lead,
            guard=deputy_was_told,
        ),
        Transition(
            "draft",
            (State.IN_HAND, State.REDO),
            State.DRAFTED,
            gettext_lazy("拟写答复"),
            Permission.HANDLE,
            may=is_lead,
            owners=lead_of,
            deadline=lambda suggestion, day: queries.answer_deadline(suggestion),
        ),
        Transition(
            "review",
            (State.DRAFTED,),
            State.REVIEWED,
            gettext_lazy("审核答复"),
            Permission.REVIEW,
            may=is_lead,
            guard=letter_is("reviewed", gettext_lazy("答复公文还没有审核通过，请在公文页面审核。")),
            deadline=lambda suggestion, day: queries.answer_deadline(suggestion),
        ),
        Transition(
            "decline",
            (State.REVIEWED,),
            State.DRAFTED,
            gettext_lazy("退回修改"),
            Permission.ANSWER,
            may=is_head_of_lead,
            guard=reason_given,
        ),
        Transition(
            "answer",
            (State.REVIEWED,),
            State.ANSWERED,
            gettext_lazy("签发答复"),
            Permission.ANSWER,
            may=is_head_of_lead,
            guard=letter_is("signed", gettext_lazy("答复公文还没有签发，请在公文页面签发。")),
            deadline=lambda suggestion, day: queries.answer_deadline(suggestion),
        ),
        Transition(
            "deliver",
            (State.ANSWERED,),
            State.DELIVERED,
            gettext_lazy("送达代表"),
            Permission.DELIVER,
            owners=holders(Permission.DELIVER),
            deadline=lambda suggestion, day: queries.answer_deadline(suggestion),
        ),
        Transition(
            "hear",
            (State.DELIVERED,),
            State.DELIVERED,
            gettext_lazy("登记代表意见"),
            Permission.FEEDBACK,
            owners=holders(Permission.FEEDBACK),
            deadline=lambda suggestion, day: queries.feedback_deadline(suggestion),
        ),
        Transition(
            "redo", (State.DELIVERED,), State.REDO, gettext_lazy("再次办理"), Permission.FEEDBACK, guard=may_redo
        ),
        Transition(
            "assess",
            (State.DELIVERED,),
            State.ASSESSED,
            gettext_lazy("组织评估"),
            Permission.FEEDBACK,
            guard=may_assess,
        ),
        Transition(
            "close",
            (State.DELIVERED, State.ASSESSED),
            State.CLOSED,
            gettext_lazy("办结"),
            Permission.FEEDBACK,
            guard=may_close,
        ),
    ),
)
