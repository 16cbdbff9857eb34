"""Who deals with a suggestion, and who has spoken."""

from django.db.models import Q, QuerySet

from linli.domains.suggestions.enums import AssignmentRole, Satisfaction
from linli.domains.suggestions.models import Assignment, Deputy, Feedback, Suggestion
from linli.kernel.accounts.models import Unit
from linli.kernel.divisions.models import Division

MAX_DIGITS = 9


def find_suggestion(number: str) -> Suggestion | None:
    """By its code (八届四次395), or by its bare number where that is unique among the suggestions in scope."""
    text = number.replace("\0", "").strip().removeprefix("第").removesuffix("号")
    is_number = text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS
    wanted = Q(code=text) | Q(number=int(text)) if is_number else Q(code=text)
    found = list(Suggestion.objects.filter(wanted).select_related("letter", "division").order_by("-id")[:2])
    return found[0] if len(found) == 1 else next((each for each in found if each.code == text), None)


def find_lead(suggestion: Suggestion) -> Unit | None:
    part = suggestion.assignments.filter(role=AssignmentRole.LEAD, returned_on=None).select_related("unit").first()
    return part.unit if part else None


def list_units_holding(permission: str, division: Division) -> QuerySet[Unit]:
    """The units of a division in which somebody's post carries the permission."""
    carrying = Q(posts__duty=None) | Q(posts__duty=permission)
    held = Unit.objects.filter(carrying, posts__role__permissions=permission, posts__until=None, division=division)
    return held.distinct()


def list_open_assignments(suggestion: Suggestion) -> QuerySet[Assignment]:
    return suggestion.assignments.filter(returned_on=None).select_related("unit", "question")


def list_unheard(suggestion: Suggestion) -> list[Deputy]:
    """The deputies who have not yet spoken on the present answer."""
    heard = Feedback.objects.filter(suggestion=suggestion, round=suggestion.round).values("deputy")
    return list(suggestion.deputies.exclude(pk__in=heard))


def list_views(suggestion: Suggestion) -> list[str]:
    """What the deputies said of the present answer."""
    return list(suggestion.feedback.filter(round=suggestion.round).values_list("satisfaction", flat=True))


def is_anyone_dissatisfied(suggestion: Suggestion) -> bool:
    return Satisfaction.DISSATISFIED in list_views(suggestion)
