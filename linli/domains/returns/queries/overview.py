"""How far a request is: who has answered, who has not and since when, place by place. Counts in the order of codes, no ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from linli.domains.returns.enums import AnswerState
from linli.domains.returns.models import HEAVY, Answer, Request
from linli.domains.returns.queries.answers import answers_to
from linli.kernel.divisions.models import SPAN, Division
from linli.kernel.divisions.queries import enclosing

UNANSWERED = (AnswerState.OPEN, AnswerState.RETURNED)
CHECKING = (AnswerState.SUBMITTED, AnswerState.TOWN_CHECKED, AnswerState.COUNTY_CHECKED)


@dataclass(frozen=True)
class Line:
    """Of one place: communities in all, those still to answer, being checked, approved, of these by records alone, and late."""

    place: Division
    all: int = 0
    waiting: int = 0
    checking: int = 0
    approved: int = 0
    by_records: int = 0
    late: int = 0


def periods_of(request: Request) -> list[tuple[date, date]]:
    """First and last day of each, the newest first."""
    found = Answer.objects.filter(request=request).order_by("-period_on")
    return list(found.values_list("period_on", "period_until").distinct())


def by_place(request: Request, period_on: date, places: Sequence[Division], on: date) -> list[Line]:
    """One line for each of the places, which are of one level, in one query. Late: handed in late, or overdue on the day."""
    if not places:
        return []
    late = Q(is_late=True) | Q(state__in=UNANSWERED, due_on__lt=on)
    found = (
        Answer.objects.filter(request=request, period_on=period_on)
        .order_by()
        .annotate(place=enclosing(SPAN[places[0].level]))
        .values("place")
        .annotate(
            count=Count("pk"),
            waiting=Count("pk", filter=Q(state__in=UNANSWERED)),
            checking=Count("pk", filter=Q(state__in=CHECKING)),
            approved=Count("pk", filter=Q(state=AnswerState.APPROVED)),
            by_records=Count("pk", filter=Q(is_by_records=True)),
            late=Count("pk", filter=late),
        )
    )
    counts = {each.pop("place"): each for each in found}
    return [_line(place, counts[place.code]) for place in places if place.code in counts]


def _line(place: Division, counts: dict[str, int]) -> Line:
    return Line(place, counts.pop("count"), **counts)


def listed(request: Request, period_on: date, division: Division, *, only_waiting: bool = False) -> QuerySet[Answer]:
    """The answers of a place, in the order of codes."""
    found = (
        answers_to(request, period_on, division)
        .select_related("division", "request")
        .defer(*HEAVY)
        .order_by("division_id")
    )
    return found.filter(state__in=UNANSWERED) if only_waiting else found


def to_fill() -> QuerySet[Answer]:
    """All answers in scope that somebody is to give, with what a list of them shows."""
    return Answer.objects.filter(is_by_records=False).select_related("division", "request__unit").defer(*HEAVY)
