"""By when a deputy's suggestion must move on, by the law of the day on which each period starts.

The national law sets the time for an answer; the rest is the province's, made for its own congress, which lets cities
proceed likewise (§31). Periods in months end on the calendar day: neither law says that a day of rest puts the end off, and
to be early is never wrong. Both are data: another province replaces PROVINCE.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domains.suggestions.enums import AssignmentRole, Satisfaction, State
from linli.kernel.rulesets.calendar import Deadline, months, working_days
from linli.kernel.rulesets.families import RuleFamily, RuleSet, at, cite
from linli.kernel.rulesets.faults import Fault

_DEPUTIES_LAW = "全国人民代表大会和地方各级人民代表大会代表法"
_HENAN = "河南省人民代表大会代表建议、批评和意见办理办法"

NATION = RuleFamily(
    RuleSet(
        since=date(2015, 8, 29),
        source=_DEPUTIES_LAW,
        article=42,
        answer=months(3, cite(_DEPUTIES_LAW, 42)),
        answer_extended=months(6, cite(_DEPUTIES_LAW, 42)),
    ),
    RuleSet(
        since=date(2025, 3, 11),
        source=_DEPUTIES_LAW,
        article=51,
        answer=months(3, cite(_DEPUTIES_LAW, 51)),
        answer_extended=months(6, cite(_DEPUTIES_LAW, 51)),
    ),
    words={
        "answer": gettext_lazy("代表建议·答复代表的期限"),
        "answer_extended": gettext_lazy("代表建议·涉及面广、处理难度大的，答复代表的期限"),
    },
)

PROVINCE = RuleFamily(
    RuleSet(
        since=date(2017, 8, 1),
        source=_HENAN,
        return_=working_days(10, cite(_HENAN, 14)),
        reassign=working_days(10, cite(_HENAN, 14)),
        assist_opinion=months(2, cite(_HENAN, 18)),
        feedback=working_days(10, cite(_HENAN, 22)),
        redo=months(1, cite(_HENAN, 22)),
        report_by=at(28, (8, 31)),
        report_basis=cite(_HENAN, 28),
    ),
    words={
        "return_": gettext_lazy("代表建议·不属于本单位职责的，退回交办机构的期限"),
        "reassign": gettext_lazy("代表建议·交办机构重新交办的期限"),
        "assist_opinion": gettext_lazy("代表建议·会办单位向主办单位提出书面意见的期限"),
        "feedback": gettext_lazy("代表建议·代表反馈意见的期限"),
        "redo": gettext_lazy("代表建议·代表不满意的，重新办理的期限"),
        "report_by": gettext_lazy("代表建议·报告全年办理情况的截止日（月—日）"),
    },
)


def return_due(assigned_on: date) -> Deadline:
    """By when a unit must say, with reasons, that a suggestion is not its business. It may not hand it on itself.

    Source: 河南省人大代表建议办理办法 2017-08-01 §14.
    """
    return PROVINCE.on(assigned_on).return_.from_(assigned_on)


def reassign_due(returned_on: date) -> Deadline:
    """By when the office that assigns must find another unit for what was returned.

    Source: 河南省人大代表建议办理办法 2017-08-01 §14.
    """
    return PROVINCE.on(returned_on).reassign.from_(returned_on)


def assist_opinion_due(received_on: date) -> Deadline:
    """By when an assisting unit must give its written opinion to the lead.

    Source: 河南省人大代表建议办理办法 2017-08-01 §18.
    """
    return PROVINCE.on(received_on).assist_opinion.from_(received_on)


def answer_due(assigned_on: date, *, told_deputy_on: date | None = None) -> Deadline:
    """By when the deputy must have an answer: three months, or six once the deputy was told, in the first three, why it takes longer.

    Whether a suggestion is wide and hard enough for six months is for the unit to judge.

    Source: 代表法 2015-08-29 §42, 2025-03-11 §51; 河南省人大代表建议办理办法 2017-08-01 §20.
    """
    law = NATION.on(assigned_on)
    extended = told_deputy_on is not None and may_extend(assigned_on, told_deputy_on)
    return (law.answer_extended if extended else law.answer).from_(assigned_on)


def may_extend(assigned_on: date, told_deputy_on: date) -> bool:
    """Whether telling the deputy on that day still allows six months: not after the three are over.

    Source: 河南省人大代表建议办理办法 2017-08-01 §20.
    """
    return assigned_on <= told_deputy_on <= NATION.on(assigned_on).answer.from_(assigned_on).due_on


def feedback_due(delivered_on: date) -> Deadline:
    """By when the deputy is to say what they think of the answer.

    Source: 河南省人大代表建议办理办法 2017-08-01 §22.
    """
    return PROVINCE.on(delivered_on).feedback.from_(delivered_on)


def redo_due(feedback_on: date) -> Deadline:
    """By when a dissatisfied deputy must have a second answer. It runs from the day the unit learns of it.

    Source: 河南省人大代表建议办理办法 2017-08-01 §22.
    """
    return PROVINCE.on(feedback_on).redo.from_(feedback_on)


def report_due(year: int) -> Deadline:
    """By when a unit reports on how it dealt with the year's suggestions.

    Source: 河南省人大代表建议办理办法 2017-08-01 §28.
    """
    law = PROVINCE.on(date(year, 12, 31))
    return Deadline(date(year, *law.report_by), law.report_basis)


def state_after_feedback(given: Iterable[str], *, is_redone: bool) -> State | None:
    """Where the deputies' views of one answer lead; None while there is none. One dissatisfied deputy is enough.

    Satisfied or mostly: closed. Dissatisfied: done again, once; dissatisfied again: assessed by the congress's office.

    Source: 河南省人大代表建议办理办法 2017-08-01 §22.
    """
    views = set(given)
    if not views:
        return None
    if Satisfaction.DISSATISFIED not in views:
        return State.CLOSED
    return State.ASSESSED if is_redone else State.REDO


def feedback_faults(satisfaction: str, reason: str) -> list[Fault]:
    """A dissatisfied deputy gives a reason.

    Source: 河南省人大代表建议办理办法 2017-08-01 §22.
    """
    if satisfaction != Satisfaction.DISSATISFIED or reason.strip():
        return []
    return [Fault(_("代表不满意，但没有写理由。"), _("请写明理由和具体要求，承办单位据此再次办理。"), field="reason")]


def assignment_faults(roles: Iterable[str]) -> list[Fault]:
    """Either one lead, with or without assisting units, or units that answer separately; separate needs two at least.

    Source: 河南省人大代表建议办理办法 2017-08-01 §13, §18.
    """
    counts = Counter(roles)
    leads, separate = counts[AssignmentRole.LEAD], counts[AssignmentRole.SEPARATE]
    if leads > 1:
        return [
            _role_fault(
                _("一件建议只能有一个主办单位，这里有%(count)d个。") % {"count": leads},
                _("请只留一个主办，其余改为协办。"),
            )
        ]
    if separate and (leads or counts[AssignmentRole.ASSIST]):
        return [_role_fault(_("分办与主办、协办不能并用。"), _("请都改为分办，或者定一个主办、其余协办。"))]
    if separate == 1:
        return [_role_fault(_("分办至少要有两个单位。"), _("请再加一个分办单位，或者改为主办。"))]
    if not leads and not separate:
        return [_role_fault(_("还没有主办单位。"), _("请确定一个主办单位。"))]
    return []


def _role_fault(message: str, remedy: str) -> Fault:
    return Fault(message, remedy, field="role")
