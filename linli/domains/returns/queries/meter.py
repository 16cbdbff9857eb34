"""The burden meter: by month, by asking unit, by place, and the facts that were typed more than once. Nobody is ranked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat, TruncMonth

from linli.domains.returns.models import HEAVY, Answer, FactValue
from linli.kernel.divisions.models import SPAN, Division
from linli.kernel.divisions.queries import enclosing
from linli.kernel.indicators.periods import Period

MONTHS = 12
MOST_FACTS = 30
COUNTS: dict[str, Any] = {
    "requests": Count("request", distinct=True),
    "asked": Sum("asked_count", default=0),
    "prefilled": Sum("prefilled_count", default=0),
    "typed": Sum("typed_count", default=0),
}


@dataclass(frozen=True)
class Burden:
    """Of a month, a unit or a place."""

    of: Any
    requests: int
    asked: int
    prefilled: int
    typed: int
    communities: int = 0

    @property
    def prefilled_percent(self) -> int | None:
        return 100 * self.prefilled // self.asked if self.asked else None


@dataclass(frozen=True)
class Repeated:
    """A fact known of `subjects` places, persons or things, and typed `again` times while it was."""

    pk: int
    name: str
    subjects: int
    again: int


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Period(first, date.fromordinal(following.toordinal() - 1))


def _answers(place: Division, period: Period) -> QuerySet[Answer]:
    return Answer.objects.within(place).filter(period_on__gte=period.first, period_on__lte=period.last).order_by()


def by_month(place: Division, today: date) -> list[Burden]:
    """The twelve months to this one, the newest first; months in which nothing was asked are left out."""
    earliest = date(today.year - (today.month < MONTHS), today.month % MONTHS + 1, 1)
    answers = _answers(place, Period(earliest, month_of(today).last)).annotate(of=TruncMonth("period_on"))
    rows: Iterable[Any] = answers.values("of").annotate(**COUNTS).order_by("-of")
    return [Burden(**row) for row in rows]


def by_unit(place: Division, period: Period) -> list[Burden]:
    """In the order of the units' names."""
    answers = _answers(place, period).values(of=F("request__unit__name"))
    rows: Iterable[Any] = answers.annotate(communities=Count("division", distinct=True), **COUNTS).order_by("of")
    return [Burden(**row) for row in rows]


def by_place(below: Sequence[Division], place: Division, period: Period) -> list[Burden]:
    """One line for each place below, in the order of the codes, those of which nothing was asked included."""
    if not below:
        return []
    code = enclosing(SPAN[below[0].level])
    rows: Iterable[Any] = _answers(place, period).annotate(code=code).values("code").annotate(**COUNTS)
    found = {row.pop("code"): row for row in rows}
    none = dict.fromkeys(COUNTS, 0)
    return [Burden(of=each, **found.get(each.code, none)) for each in below]


def answers_of(place: Division, period: Period) -> list[Answer]:
    """What one community was asked."""
    return list(
        _answers(place, period).select_related("request__unit").defer(*HEAVY).order_by("request__title", "period_on")
    )


def typed_again(place: Division) -> list[Repeated]:
    """Facts that were typed although their last value still held, ever; by name."""
    subject = Concat(Cast("division_id", CharField()), Value("/"), "about")
    rows = (
        FactValue.objects.within(place)
        .order_by()
        .values("fact_id", name=F("fact__name"))
        .annotate(again=Count("pk", filter=Q(is_again=True)), subjects=Count(subject, distinct=True))
        .filter(again__gt=0)
        .order_by("name")
    )
    return [Repeated(row["fact_id"], row["name"], row["subjects"], row["again"]) for row in rows[:MOST_FACTS]]
