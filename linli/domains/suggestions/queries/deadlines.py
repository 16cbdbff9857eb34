"""The days by which each step on a suggestion is due, each with its article."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.domains.suggestions import rules
from linli.domains.suggestions.enums import AssignmentRole, State
from linli.domains.suggestions.models import Assignment, Suggestion
from linli.kernel.rulesets.calendar import Deadline

ANSWERED = {State.ANSWERED, State.DELIVERED, State.ASSESSED, State.CLOSED}


def return_deadline(suggestion: Suggestion) -> Deadline | None:
    """Until when the suggestion may be handed back."""
    return rules.return_due(suggestion.assigned_on) if suggestion.assigned_on else None


def reassign_deadline(suggestion: Suggestion) -> Deadline | None:
    """Until when a suggestion that was handed back must have another unit."""
    last = suggestion.assignments.exclude(returned_on=None).order_by("-returned_on").first()
    return rules.reassign_due(last.returned_on) if last and last.returned_on else None


def answer_deadline(suggestion: Suggestion) -> Deadline | None:
    """Until when it must be answered: from the assignment, or from the day on which it was taken up again."""
    if suggestion.redo_on:
        return rules.redo_due(suggestion.redo_on)
    if suggestion.assigned_on is None:
        return None
    return rules.answer_due(suggestion.assigned_on, told_deputy_on=suggestion.told_deputy_on)


def opinion_deadline(assignment: Assignment) -> Deadline:
    """Until when a unit that assists gives its opinion."""
    return rules.assist_opinion_due(assignment.received_on)


def feedback_deadline(suggestion: Suggestion) -> Deadline | None:
    """Until when the deputies say what they think; it runs from the delivery of the present answer."""
    last = suggestion.deliveries.filter(round=suggestion.round).order_by("delivered_on").last()
    return rules.feedback_due(last.delivered_on) if last else None


@dataclass(frozen=True)
class Due:
    """A deadline with what is due, and whether it was met already."""

    label: str
    deadline: Deadline
    is_done: bool


def list_deadlines(suggestion: Suggestion) -> list[Due]:
    """Every day by which something on this suggestion is or was due, in the order of the way."""
    found = [
        _due(_("签收或退件"), return_deadline(suggestion), suggestion.state not in {State.REGISTERED, State.ASSIGNED}),
        *(
            _due(_("%(unit)s提出意见") % {"unit": part.unit.name}, opinion_deadline(part), part.opinion_on is not None)
            for part in suggestion.assignments.filter(returned_on=None).exclude(role=AssignmentRole.LEAD)
        ),
        _due(_("答复代表"), answer_deadline(suggestion), suggestion.state in ANSWERED),
        _due(_("代表反馈意见"), feedback_deadline(suggestion), suggestion.state in {State.CLOSED, State.ASSESSED}),
    ]
    return [each for each in found if each]


def _due(label: str, deadline: Deadline | None, is_done: bool) -> Due | None:
    return Due(label, deadline, is_done) if deadline else None
